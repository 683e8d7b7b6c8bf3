\set i :i + 1
\set n :offset + 1 + :client_id + (:i - 1) * :clients
\set u random(1, :users)
select seed.book_slot(p.id, s.seed_id) from bench.slot s, bench.patient p where s.n = :n and p.n = :u;
