\set u random(1, :users)
select api.book_slot(p.id, s.id) from bench.slot s, bench.patient p where s.n = :hot and p.n = :u;
