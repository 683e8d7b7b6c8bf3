\set i :i + 1
\set n :offset + 1 + :client_id + (:i - 1) * :clients
select api.book_slot(s.patient_id, s.id) from bench.slot s where s.n = :n;
