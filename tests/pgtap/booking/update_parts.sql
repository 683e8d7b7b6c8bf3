begin;
\ir ../names.psql
\ir ../kinds.psql
select plan(3);

select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit \gset
update medbook.bookings set expires_at = '2030-01-07 08:10Z' where id = :'visit';
select booking.update_parts(b) as done from medbook.bookings b where id = :'visit' \gset
select is(held_until, '2030-01-07 08:10Z', 'the further slot is held as long as the booking')
  from medbook.slots where id = :'dora_2';
select is(expires_at, '2030-01-07 08:10Z', 'and its row says so') from medbook.bookings where part_of = :'visit';
select is(held_until, '2030-01-07 08:02Z', 'the first slot is the caller''s to change')
  from medbook.slots where id = :'dora_1';

select * from finish();
rollback;
