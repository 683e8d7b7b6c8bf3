begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(5);

select ok(booking.is_anybody_waiting(:'dora'), 'two wait for Dora');
select ok(not booking.is_anybody_waiting(:'eve'), 'nobody waits for Eve');
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT' where id = :'ann_waits';
select ok(booking.is_anybody_waiting(:'dora'), 'who waits for the specialization counts');
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT';
select ok(not booking.is_anybody_waiting(:'dora'), 'who has left does not');
select is(
  (select count(*) from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and pid = pg_backend_pid()),
  4::bigint,
  'until the transaction ends nobody joins who waits for them or for their specializations'
);

select * from finish();
rollback;
