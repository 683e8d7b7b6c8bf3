begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(4);

select is(
  to_jsonb(w) - 'id',
  jsonb_build_object('patient_id', :'ann', 'doctor_id', :'dora', 'specialization', 'Cardiology', 'service_id', null,
    'from', null, 'to', null, 'weekdays', null, 'earliest', null, 'latest', null, 'priority', 0, 'position', 1,
    'created_at', '2030-01-07T08:00:01+00:00', 'booking_id', null),
  'a wish is shown with its place'
) from api.waitlist w where id = :'ann_waits';
update medbook.waitlist set weekdays = '{1,2}', earliest = '09:00', latest = '24:00' where id = :'ben_waits';
select is(
  array[weekdays::text, earliest, latest, specialization],
  '{"[1, 2]",09:00,24:00,cardiology}',
  'times of day as they are written'
) from api.waitlist where id = :'ben_waits';
select pg_temp.free(1) as offered \gset
select is(w.booking_id, b.id, 'and with what is offered') from api.waitlist w
  join medbook.bookings b on b.waitlist_id = w.id where w.id = :'ann_waits';
update test.clock set now = now + interval '15 minutes';
select is(booking_id, null, 'until it lapses') from api.waitlist where id = :'ann_waits';

select * from finish();
rollback;
