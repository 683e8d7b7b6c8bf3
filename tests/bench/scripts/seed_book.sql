\set i :i + 1
\set n :offset + 1 + :client_id + (:i - 1) * :clients
select seed.book_slot(s.patient_id, s.seed_id) from bench.slot s where s.n = :n;
