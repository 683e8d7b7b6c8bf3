begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(4);

select pg_temp.free(1) as offered \gset
select api.confirm_booking(:'ann', id) from medbook.bookings where waitlist_id = :'ann_waits';
select is_empty('select * from health.check_waitlist()', 'the waiting list is healthy');
savepoint healthy;
update medbook.waitlist set booking_id = :'nobody' where id = :'ann_waits';
select is(
  array_agg(rule),
  '{an offer that was confirmed ended the waiting}',
  'a wish that came true has its booking'
) from health.check_waitlist();
select is(array_agg(rule), '{an offer that was confirmed ended the waiting}', 'all rules are checked together')
  from health.check_invariants();
rollback to healthy;
update medbook.waitlist set user_id = :'ben' where id = :'ann_waits';
select is(
  array_agg(rule),
  '{an offer that was confirmed ended the waiting}',
  'of the same patient'
) from health.check_waitlist();

select * from finish();
rollback;
