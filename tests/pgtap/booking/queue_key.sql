begin;
\ir ../names.psql
select plan(2);

select isnt(booking.queue_key(:'dora'), booking.queue_key(:'eve'), 'every doctor has a lock');
select is(booking.queue_key(null), null, 'nobody has none');

select * from finish();
rollback;
