\set d random(1, :doctors)
select api.list_slots(p_doctor_id => d.id, p_limit => 20) from bench.doctor d where d.n = :d;
