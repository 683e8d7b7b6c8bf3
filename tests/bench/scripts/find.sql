\set s random(0, 9)
select api.find_slots('Specialization ' || :s);
