begin;
\ir ../names.psql
select plan(18);

create function pg_temp.wish(variadic p_ids uuid[]) returns jsonb language sql as $$
  select jsonb_build_object('doctor_ids', to_jsonb(p_ids))
$$;
create function pg_temp.full_days(p_user_id uuid, p_doctor_id uuid) returns text language sql as $$
  select full_days::text from booking.choices(p_user_id, pg_temp.wish(p_doctor_id), core.now())
$$;

select results_eq(
  format($$select doctor_id, time_zone, full_days from booking.choices(%L, '{"specialization": " CARDIOLOGY "}',
    core.now())$$, :'ann'),
  format($$values (%L::uuid, 'Europe/Berlin', '{}'::datemultirange)$$, :'dora'),
  'a specialization names its doctors, whatever its case and spaces'
);
select set_eq(
  format('select doctor_id from booking.choices(%L, pg_temp.wish(%L, %L, %L), core.now())', :'ann', :'dora', :'eve',
    :'dora'),
  array[:'dora', :'eve']::uuid[],
  'a list names them too, each once'
);
select is_empty(
  format('select from booking.choices(%L, pg_temp.wish(%L, %L), core.now())', :'ann', :'fay', :'no_doctor'),
  'a retired doctor is no choice, nor is one that is not there'
);
select is_empty(
  format($$select from booking.choices(%L, '{"specialization": "Alchemy"}', core.now())$$, :'ann'),
  'nobody has an unknown specialization'
);

-- Full days.
update medbook.settings set max_bookings_per_doctor_day = 2;
select api.book_slot(:'ann', :'dora_1') as first \gset
select is(pg_temp.full_days(:'ann', :'dora'), '{}', 'a day with one of two bookings is not full');
select api.book_slot(:'ann', :'dora_2') as second \gset
select is(pg_temp.full_days(:'ann', :'dora'), '{[2030-01-08,2030-01-09)}', 'with the second it is');
select is(
  busy,
  '{["2030-01-08 09:00Z","2030-01-08 10:00Z")}'::tstzmultirange,
  'the patient is busy whoever the doctor is'
) from booking.choices(:'ann', pg_temp.wish(:'eve'), core.now());
select is(busy, '{}', 'and nobody else') from booking.choices(:'ben', pg_temp.wish(:'eve'), core.now());
select is(pg_temp.full_days(:'ann', :'eve'), '{}', 'with this doctor');
select is(pg_temp.full_days(:'ben', :'dora'), '{}', 'for this patient');
update test.slots set start_time = '2030-01-08 22:30Z', end_time = '2030-01-08 23:00Z' where id = :'dora_1';
update test.slots set start_time = '2030-01-08 23:30Z', end_time = '2030-01-09 00:00Z' where id = :'dora_2';
select is(pg_temp.full_days(:'ann', :'dora'), '{}', 'midnight is where the doctor is');

-- A zone that the server has forgotten.
update medbook.doctors set time_zone = 'Atlantis/Center' where id = :'dora';
select is(
  time_zone,
  'UTC',
  'a time zone that the server does not know is UTC'
) from booking.choices(:'ann', pg_temp.wish(:'dora'), core.now());
update test.clock set now = now + interval '2 minutes';
select is(pg_temp.full_days(:'ann', :'dora'), '{}', 'holds that have lapsed fill no day');

-- Kinds of visit.
\ir ../services.psql
select pg_temp.service(4, 'Again', 30, 'KNOWN_PATIENTS') as again, pg_temp.service(5, 'Ours', 30, 'ADMINISTRATORS')
  as ours \gset
create function pg_temp.who(p_wish jsonb) returns setof uuid language sql as $$
  select doctor_id from booking.choices(test.ann(), p_wish, core.now())
$$;
select set_eq(
  format('select pg_temp.who(%L)', jsonb_build_object('service_id', :'short'::uuid)),
  array[:'dora', :'eve']::uuid[],
  'a kind of visit alone is wanted of any active doctor'
);
select set_eq(
  format('select pg_temp.who(%L)', pg_temp.wish(:'eve') || jsonb_build_object('service_id', :'short'::uuid)),
  array[:'eve']::uuid[],
  'or of those who are named'
);
select is_empty(
  format('select pg_temp.who(%L)', jsonb_build_object('service_id', :'again'::uuid)),
  'one for known patients of nobody'
);
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as held \gset
select api.confirm_booking(:'ann', :'held') as answer \gset
update test.clock set now = '2030-01-08 15:00Z';
select set_eq(
  format('select pg_temp.who(%L)', jsonb_build_object('service_id', :'again'::uuid)),
  array[:'eve']::uuid[],
  'but of doctors who know the patient'
);
select is_empty(
  format('select pg_temp.who(%L)', jsonb_build_object('service_id', :'ours'::uuid)),
  'one that administrators book of nobody'
);

select * from finish();
rollback;
