begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(6);

select columns_are(
  'api',
  'booking_change',
  array['booking_id', 'doctor_id', 'at', 'type', 'from_status', 'status', 'start_time', 'by', 'by_name'],
  'a change has the members that the documentation names'
);
-- Ann's changes: who made each.
create function pg_temp.changes(p_booking_id uuid) returns text[] language sql as $$
  select array_agg(concat_ws(' ', v.type, v.by, v.by_name) order by v.at, v.from_status nulls first)
    from api.booking_change v where v.booking_id = p_booking_id
$$;
select pg_temp.free(1) as offered \gset
select id as offer from medbook.bookings where user_id = :'ann' \gset
select is(pg_temp.changes(:'offer'), '{"booking.offered OFFER"}', 'what was offered, nobody booked');
update test.clock set now = now + interval '15 minutes';
select is(
  pg_temp.changes(:'offer'),
  '{"booking.offered OFFER","booking.failed EXPIRY"}',
  'what has lapsed is told before the sweep'
);
select booking.expire_bookings() as swept \gset
select is(pg_temp.changes(:'offer'), '{"booking.offered OFFER","booking.failed EXPIRY"}', 'and once after it');

select api.confirm_booking(:'ben', id) as confirmed, id as ben_has
  from medbook.bookings where user_id = :'ben' and status = 'PENDING' \gset
update test.clock set now = '2030-01-08 09:10Z';
select api.mark_no_show(:'chief', :'ben_has') as missed \gset
update test.clock set now = now + interval '1 second';
select api.reinstate_booking(:'chief', :'ben_has') as reinstated \gset
select is(
  pg_temp.changes(:'ben_has'),
  '{"booking.offered OFFER","booking.confirmed PATIENT","booking.no_show CLINIC Chief",
    "booking.reinstated CLINIC Chief"}',
  'an administrator is named'
);
update test.clock set now = now + interval '1 second';
select booking.cancel_bookings(:'dora', array[:'ben_has'::uuid], null, null, core.now());
select is(
  (pg_temp.changes(:'ben_has'))[5],
  'booking.cancelled CLINIC',
  'a DBA is the clinic'
);

select * from finish();
rollback;
