begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(60);

-- Two more cardiologists with slots beside Dora's, which are at 9:00, 9:30, 10:00 and 10:30 of the 8th.
\set gus d0c00004-0000-8000-8000-000000000000
\set hal d0c00005-0000-8000-8000-000000000000
insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
  values (:'gus', 'Dr. Gus Good', 'Cardiology', 1, 1, 'EUR', 'UTC'),
  (:'hal', 'Dr. Hal Heart', 'Cardiology', 1, 1, 'EUR', 'Asia/Kathmandu');
select pg_temp.slot(
  :'gus',
  1,
  '2030-01-08 08:00Z'
), pg_temp.slot(:'gus', 2, '2030-01-08 09:15Z'), pg_temp.slot(:'gus', 3, '2030-01-21 08:00Z'),
  pg_temp.slot(:'gus', 4, '2030-02-07 08:00Z') as made \gset
create function pg_temp.found(p_answer jsonb) returns text language sql as $$
  select coalesce(string_agg(d.name || ' ' || to_char((s ->> 'start_time')::timestamptz, 'DD HH24:MI'),
    ', ' order by n), p_answer ->> 'error', 'none')
    from jsonb_array_elements(p_answer -> 'slots') with ordinality as f (s, n) left
      join (select id, split_part(name, ' ', 2) as name from medbook.doctors) d on d.id = (s ->> 'doctor_id')::uuid
$$;

-- Refusals.
select is(
  api.find_slots('Cardiology', p_per_doctor => 0),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/per_doctor",
    "detail": "must be from 1 to 20"}]}',
  'one slot per doctor is the least'
);
select is(api.find_slots('Cardiology', p_per_doctor => 21) #>> '{errors,0,pointer}', '#/per_doctor', '20 are the most');
select is(
  api.find_slots('Cardiology', p_per_doctor => null) #>> '{errors,0,pointer}',
  '#/per_doctor',
  'null is not a number of slots'
);
select is(
  api.find_slots('Cardiology', p_limit => 0),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/limit", "detail": "must be from 1 to 100"}]}',
  'one slot is the least in all'
);
select is(api.find_slots('Cardiology', p_limit => 101) #>> '{errors,0,pointer}', '#/limit', '100 are the most');
select is(api.find_slots('Cardiology', p_limit => null) #>> '{errors,0,pointer}', '#/limit', 'null is not a limit');
select is(
  api.find_slots('Cardiology', '2030-01-08Z', '2030-01-08Z'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/to",
    "detail": "must be after from, by at most 31 days"}]}',
  'a range has a length'
);
select is(
  api.find_slots('Cardiology', '2030-01-09Z', '2030-01-08Z') #>> '{errors,0,pointer}',
  '#/to',
  'and does not run backwards'
);
select is(api.find_slots('Cardiology', '2030-01-08Z', '2030-02-08Z') -> 'success', 'true', '31 days are not too long');
select is(
  api.find_slots('Cardiology', '2030-01-08Z', '2030-02-08 02:00:00.000001Z') #>> '{errors,0,pointer}',
  '#/to',
  'more than a change of the clock beyond them is'
);
select is(
  api.find_slots('Cardiology', null, '2030-02-07 08:00Z') -> 'success',
  'true',
  'without a beginning they are counted from now'
);
select is(
  api.find_slots('Cardiology', null, '2030-02-07 10:00:00.000001Z') #>> '{errors,0,pointer}',
  '#/to',
  'to the microsecond'
);
select is(
  api.find_slots('Cardiology', '2030-01-08Z', 'infinity') #>> '{errors,0,pointer}',
  '#/to',
  'for ever is too long'
);
select is(
  api.find_slots('Cardiology', '294276-12-31Z', '294276-12-31 01:00Z') #>> '{errors,0,pointer}',
  '#/from',
  'times to which no days can be added are refused'
);
select is(
  api.find_slots('Cardiology', '9999-12-31 23:59:59Z') -> 'success',
  'true',
  'years of four digits are not too far'
);
select is(
  api.find_slots('Cardiology', '2030-03-30 12:00Z', '2030-04-30 12:00Z') -> 'success',
  'true',
  '31 days are 744 hours'
);
set local timezone = 'Europe/Berlin';
select is(
  api.find_slots('Cardiology', '2030-03-30 12:00', '2030-04-30 13:00:00') -> 'success',
  'true',
  'also when the clock is put forward between, whatever the session''s time zone'
);
set local timezone = 'UTC';
select is(
  api.find_slots('Cardiology', p_per_doctor => 0, p_limit => 0) #>> '{errors,0,pointer}',
  '#/per_doctor',
  'the first wrong argument is named'
);

-- The soonest of each.
select is(
  pg_temp.found(api.find_slots('Cardiology')),
  'Gus 08 08:00, Dora 08 09:00, Gus 08 09:15, Dora 08 09:30, Dora 08 10:00',
  'three of each doctor, soonest first, within 14 days'
);
select is(pg_temp.found(api.find_slots('Cardiology', p_per_doctor => 1)), 'Gus 08 08:00, Dora 08 09:00', 'or one');
select is(
  pg_temp.found(api.find_slots('Cardiology', p_per_doctor => 20)),
  'Gus 08 08:00, Dora 08 09:00, Gus 08 09:15, Dora 08 09:30, Dora 08 10:00, Dora 08 10:30',
  'or all'
);
select is(
  pg_temp.found(api.find_slots('Cardiology', p_limit => 2)),
  'Gus 08 08:00, Dora 08 09:00',
  'of which the soonest ones'
);
select is(
  pg_temp.found(api.find_slots('Neurology')),
  'Eve 08 15:00',
  'another field has other doctors, without the retired one'
);
select is(
  api.find_slots(' cardioLOGY '),
  api.find_slots('Cardiology'),
  'a field is found whatever its case and spaces'
);
select is(pg_temp.found(api.find_slots('Alchemy')), 'none', 'an unknown one has nobody');
select is(api.find_slots(null), '{"success": true, "slots": []}', 'no field has nobody');
select is(
  api.find_slots('Cardiology', p_per_doctor => 1) #> '{slots,1}',
  api.get_slot(:'dora_1') -> 'slot',
  'a slot is shown as get_slot does'
);

-- From and to.
select is(
  pg_temp.found(api.find_slots('Cardiology', '2030-01-08 09:15Z', '2030-01-08 10:00Z')),
  'Gus 08 09:15, Dora 08 09:30',
  'from counts, to does not'
);
select is(
  pg_temp.found(api.find_slots('Cardiology', '2030-01-08 09:15:00.000001Z', '2030-01-08 10:00:00.000001Z')),
  'Dora 08 09:30, Dora 08 10:00',
  'to the microsecond'
);
select is(
  pg_temp.found(api.find_slots('Cardiology', '2030-01-07 12:00Z', p_per_doctor => 20)),
  'Gus 08 08:00, Dora 08 09:00, Gus 08 09:15, Dora 08 09:30, Dora 08 10:00, Dora 08 10:30, Gus 21 08:00',
  'without an end it is 14 days'
);
select is(
  pg_temp.found(api.find_slots('Cardiology', '2030-01-07 08:00:00.000001Z', p_per_doctor => 20)) like '%Gus 21 08:00',
  true,
  'to the microsecond too'
);
select is(
  pg_temp.found(api.find_slots('Cardiology', '2030-01-09Z', '2030-02-08Z')),
  'Gus 21 08:00, Gus 07 08:00',
  'slots farther ahead are found on request'
);
select is(
  pg_temp.found(api.find_slots('Cardiology', '2030-01-01Z', '2030-01-08 09:00Z')),
  'Gus 08 08:00',
  'the past is not found'
);
select is(
  pg_temp.found(api.find_slots('Cardiology', '2029-01-01Z')),
  pg_temp.found(api.find_slots('Cardiology')),
  'from long ago is from now'
);
select is(
  pg_temp.found(api.find_slots('Cardiology', null, '2030-01-07Z')),
  'none',
  'until before now there is nothing'
);

-- What is found can be booked.
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select pg_temp.appointment(:'ben', :'dora_2') as booked \gset
select is(
  pg_temp.found(api.find_slots('Cardiology')),
  'Gus 08 08:00, Gus 08 09:15, Dora 08 10:00, Dora 08 10:30',
  'held and booked slots are not found'
);
update test.clock set now = '2030-01-07 08:01:59.999999Z';
select is(
  pg_temp.found(api.find_slots('Cardiology', p_per_doctor => 1)),
  'Gus 08 08:00, Dora 08 10:00',
  'until a hold''s last microsecond'
);
update test.clock set now = '2030-01-07 08:02Z';
select is(
  pg_temp.found(api.find_slots('Cardiology', p_per_doctor => 1)),
  'Gus 08 08:00, Dora 08 09:00',
  'from the instant it lapses it is found, swept or not'
);
update medbook.slots set close_cause = 'HOURS' where id = :'dora_1';
select is(
  pg_temp.found(api.find_slots('Cardiology', p_per_doctor => 1)),
  'Gus 08 08:00, Dora 08 10:00',
  'unless its slot closes with it'
);
select api.add_time_off(:'chief', :'gus', '2030-01-08 08:00Z', '2030-01-08 09:00Z') as answer \gset
select is(
  pg_temp.found(api.find_slots('Cardiology', p_per_doctor => 1)),
  'Gus 08 09:15, Dora 08 10:00',
  'slots in a time off are not found'
);
savepoint leave;
update medbook.settings set min_notice = '26 hours 28 minutes';
select is(
  pg_temp.found(api.find_slots('Cardiology', p_per_doctor => 1)),
  'Dora 08 10:30, Gus 21 08:00',
  'a slot that is too soon is not found, and takes no other one''s place'
);
update medbook.doctors set min_notice = '1 hour' where id = :'gus';
select is(
  pg_temp.found(api.find_slots('Cardiology', p_per_doctor => 1)),
  'Gus 08 09:15, Dora 08 10:30',
  'each doctor''s own rules count'
);
update medbook.settings set min_notice = '0', booking_horizon = '26 hours 27 minutes 59.999999 seconds';
select is(
  pg_temp.found(api.find_slots('Cardiology')),
  'Gus 08 09:15, Dora 08 10:00',
  'a slot that is too far ahead is not found'
);
update medbook.doctors set booking_horizon = '30 days' where id = :'gus';
select is(
  pg_temp.found(api.find_slots('Cardiology')),
  'Gus 08 09:15, Dora 08 10:00, Gus 21 08:00',
  'unless the doctor''s horizon is another'
);
rollback to leave;
select api.retire_doctor(:'chief', :'gus') as answer \gset
select is(
  pg_temp.found(api.find_slots('Cardiology')),
  'Dora 08 10:00, Dora 08 10:30',
  'a doctor who retires is no longer found'
);
rollback to leave;
update test.clock set now = '2030-01-08 10:29:59.999999Z';
select is(
  pg_temp.found(api.find_slots('Cardiology', p_per_doctor => 1)),
  'Dora 08 10:30, Gus 21 08:00',
  'a slot is found until the microsecond before it begins'
);
update test.clock set now = '2030-01-08 10:30Z';
select is(
  pg_temp.found(api.find_slots('Cardiology', p_per_doctor => 1)),
  'Gus 21 08:00',
  'and not from that instant on'
);
rollback to leave;

-- Found is bookable, and bookable is found, by a patient without bookings.
create function pg_temp.can_book(p_slot_id uuid) returns boolean language plpgsql as $$
begin
  raise exception using message = api.book_slot('00000000-0000-4000-8000-000000000001', p_slot_id) ->> 'success';
exception
  when raise_exception then
    return sqlerrm::boolean;
end
$$;
insert into medbook.users (id, email, password_hash, name, created_at)
  values ('00000000-0000-4000-8000-000000000001', 'new@example.com', '$argon2id$x', 'New', '2030-01-01Z');
update medbook.settings set min_notice = '25 hours 15 minutes', booking_horizon = '20 days';
select set_eq($$select (s ->> 'id')::uuid from jsonb_array_elements(api.find_slots('Cardiology', null, '2030-02-07Z',
  20) -> 'slots') s$$,
  $$select s.id from medbook.slots s join medbook.doctors d on d.id = s.doctor_id where specialization = 'Cardiology'
    and start_time < '2030-02-07Z' and pg_temp.can_book(s.id)$$,
  'the found slots are exactly those that can be booked');
select set_eq($$select (s ->> 'id')::uuid from jsonb_array_elements(api.find_slots('Cardiology', null, '2030-02-07Z',
  20) -> 'slots') s$$,
  $$select (s ->> 'id')::uuid from medbook.doctors d,
    jsonb_array_elements(api.list_slots(d.id, null, '2030-02-07Z', 100) -> 'slots') s
    where specialization = 'Cardiology' and is_active$$, 'and those that are listed');
set local timezone = 'Pacific/Apia';
select is(
  api.find_slots('Neurology') #>> '{slots,0,start_time}',
  '2030-01-08T15:00:00+00:00',
  'times are in UTC whatever the session''s time zone'
);
set local timezone = 'UTC';

-- Many doctors at the same time: which ones does not change from one look to the next.
insert into medbook.doctors (id, name, specialization, experience_years, fee, currency,
  time_zone) select ('d0c1' || lpad(n::text, 4, '0') || '-0000-8000-8000-000000000000')::uuid, 'Dr. ' || n, 'Podiatry',
  1, 1, 'EUR', 'UTC' from generate_series(1, 120) n;
select pg_temp.slot(
  id,
  1,
  '2030-01-10 08:00Z'
) as a, pg_temp.slot(id, 2, '2030-01-10 08:30Z') as b from medbook.doctors
  where specialization = 'Podiatry' \g /dev/null
select is(jsonb_array_length(api.find_slots('Podiatry') -> 'slots'), 100, 'no more than 100 are found');
select is(
  (select count(distinct s ->> 'doctor_id') from jsonb_array_elements(api.find_slots('Podiatry') -> 'slots') s),
  100::bigint,
  'the soonest ones, of as many doctors'
);
select is(api.find_slots('Podiatry'), api.find_slots('Podiatry', p_per_doctor => 1), 'always the same, by their ids');
select is(
  jsonb_array_length(api.find_slots('Podiatry', p_per_doctor => 1, p_limit => 7) -> 'slots'),
  7,
  'and as many as were asked for'
);
select is(provolatile, 's', 'it changes nothing: it is STABLE') from pg_proc where proname = 'find_slots';

-- Kinds of visit.
update test.clock set now = '2030-01-07 08:00Z';
update medbook.settings set min_notice = default, booking_horizon = default;
update medbook.doctors set is_active = id = :'dora';
update medbook.slots set is_available = true, held_until = null, closed_at = null, close_cause = null
 where id between :'dora_1' and :'dora_4';
\ir ../services.psql
select is(
  pg_temp.visits(api.find_slots('Cardiology', p_service_id => :'long')),
  '1-10:00 2-10:30 3-11:00',
  'slots are found with which a whole visit can begin'
);
select is(pg_temp.visits(api.find_slots('Cardiology', p_service_id => :'long', p_limit => 1)), '1-10:00', 'so many');
select is(
  pg_temp.visits(api.find_slots('Cardiology', p_service_id => :'old')),
  'SERVICE_NOT_FOUND',
  'a kind that cannot be booked is not found'
);
update medbook.slots set service_ids = array[:'long'::uuid] where id in (:'dora_1', :'dora_2');
select is(pg_temp.visits(api.find_slots('Cardiology')), '3-10:30 4-11:00', 'without one those for anything are found');
select is(
  pg_temp.visits(api.find_slots('Cardiology', p_service_id => :'short')),
  '3-10:30 4-11:00',
  'and for another kind'
);

select * from finish();
rollback;
