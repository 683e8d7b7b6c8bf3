\set u random(1, :users)
select seed.book_slot(p.id, s.seed_id) from bench.slot s, bench.patient p where s.n = :hot and p.n = :u;
