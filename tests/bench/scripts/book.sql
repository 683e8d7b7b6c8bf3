\set i :i + 1
\set n :offset + 1 + :client_id + (:i - 1) * :clients
\set u random(1, :users)
select api.book_slot(p.id, s.id) from bench.slot s, bench.patient p where s.n = :n and p.n = :u;
