begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(47);

-- Somebody else changes Eve's calendar.
select pg_temp.lock_elsewhere('medbook.doctors', :'eve') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select is(
  api.update_doctor(:'chief', :'eve', null, p_fee => 1),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the doctor is refused'
);
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- Refusals in their order, none of which changes anything.
select '"' || md5(api.get_doctor(:'dora')::text || E'\n') || '"' as tag \gset
select :calendar as before \gset
select is(
  api.update_doctor(:'ann', :'dora', :'tag', p_fee => 1),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients change no doctors'
);
select is(
  api.update_doctor(:'gone', :'no_doctor', '"old"', p_fee => -1) ->> 'error',
  'FORBIDDEN',
  'not allowed comes first'
);
select is(api.update_doctor(null, :'dora', :'tag', p_fee => 1) ->> 'error', 'FORBIDDEN', 'nobody changes nobody');
select is(
  pg_temp.audited(),
  '{Ann: update doctor: FORBIDDEN,Gone: update doctor: FORBIDDEN,DBA: update doctor: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.update_doctor(:'chief', :'no_doctor', '"old"', p_fee => -1),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/fee", "detail": "must not be negative"}]}',
  'bad input comes before not found'
);
select is(
  api.update_doctor(:'chief', :'dora', :'tag', p_name => '') #>> '{errors,0,pointer}',
  '#/name',
  'a name is not empty'
);
select is(
  api.update_doctor(:'chief', :'dora', :'tag', p_specialization => repeat('x', 101)) #>> '{errors,0,pointer}',
  '#/specialization',
  'a field has at most 100 characters'
);
select is(
  api.update_doctor(:'chief', :'dora', :'tag', p_experience_years => 81) #>> '{errors,0,pointer}',
  '#/experience_years',
  'nobody has more than 80 years of experience'
);
select is(
  api.update_doctor(:'chief', :'dora', :'tag', p_currency => 'eur') #>> '{errors,0,pointer}',
  '#/currency',
  'a currency has capital letters'
);
select is(
  api.update_doctor(:'chief', :'dora', :'tag', p_time_zone => 'CEST') #>> '{errors,0,pointer}',
  '#/time_zone',
  'a time zone is an IANA name'
);
select is(
  api.update_doctor(:'chief', :'no_doctor', '"old"', p_fee => 1),
  '{"success": false, "error": "DOCTOR_NOT_FOUND"}',
  'an unknown doctor is not found, which comes before the tag'
);
select is(
  api.update_doctor(:'chief', :'fay', '*', p_fee => 1) ->> 'error',
  'DOCTOR_NOT_FOUND',
  'nor is a retired doctor'
);
select is(api.update_doctor(:'chief', null, null, p_fee => 1) ->> 'error', 'DOCTOR_NOT_FOUND', 'nobody is nobody');
select is(
  api.update_doctor(:'chief', :'dora', '"old"', p_fee => 1),
  '{"success": false, "error": "PRECONDITION_FAILED"}',
  'another tag than the doctor has is refused'
);
select is(
  api.update_doctor(:'chief', :'dora', 'W/"other"', p_fee => 1) ->> 'error',
  'PRECONDITION_FAILED',
  'so is another weak one'
);
select is(
  api.update_doctor(:'chief', :'dora', '', p_fee => 1) ->> 'error',
  'PRECONDITION_FAILED',
  'and none in a header'
);
select is(
  api.update_doctor(:'chief', :'eve', :'tag', p_fee => 1) ->> 'error',
  'PRECONDITION_FAILED',
  'and another doctor''s'
);
select is(:calendar, :'before', 'refusals change nothing');
select is(cardinality(pg_temp.audited()), 3, 'those of administrators are not recorded');

-- One change after another.
update test.clock set now = '2030-01-07 09:00Z';
select api.update_doctor(:'chief', :'dora', :'tag', p_fee => 9500) as answer \gset
select is(:'answer'::jsonb #> '{doctor,fee}', '9500', 'with the current ETag the doctor is changed');
select is(:'answer'::jsonb, api.get_doctor(:'dora'), 'the answer shows the doctor as get_doctor does');
select is(:'answer'::jsonb #>> '{doctor,name}', 'Dr. Dora Day', 'a missing field stays');
select is(updated_at, '2030-01-07 09:00Z', 'the doctor was changed now') from medbook.doctors where id = :'dora';
select is((pg_temp.audited())[4:], '{Chief: update doctor}', 'it is recorded');
select is(
  api.update_doctor(:'chief', :'dora', :'tag', p_fee => 9600),
  '{"success": false, "error": "PRECONDITION_FAILED"}',
  'an older ETag is refused'
);
select is(fee, 9500, 'and changes nothing') from medbook.doctors where id = :'dora';
select '"' || md5(:'answer'::jsonb::text || E'\n') || '"' as tag \gset
select is(
  api.update_doctor(:'chief', :'dora', '"old", ' || :'tag', p_fee => 9600) #> '{doctor,fee}',
  '9600',
  'the answer''s own tag is the next one''s, also in a list'
);
select is(
  api.update_doctor(:'chief', :'dora', '*', p_fee => 9700) #> '{doctor,fee}',
  '9700',
  'an asterisk is whatever it is'
);
select is(
  api.update_doctor(:'chief', :'dora', null, p_fee => 9800) #> '{doctor,fee}',
  '9800',
  'so is nothing, in psql'
);
select is(api.update_doctor(:'chief', :'dora', null) -> 'success', 'true', 'nothing to change is no fault');

-- Every field; other doctors stay as they are.
select to_jsonb(d) as other from medbook.doctors d where id = :'eve' \gset
select is(api.update_doctor(:'chief', :'dora', null, 'Dr. Dora Dawn', 'Dermatology', 11, 0, 'CHF',
  'Europe/Zurich') -> 'doctor',
  jsonb_build_object('id', :'dora', 'name', 'Dr. Dora Dawn', 'specialization', 'Dermatology', 'experience_years', 11,
    'fee', 0, 'currency', 'CHF', 'time_zone', 'Europe/Zurich'), 'everything can be changed but the id');
select is(to_jsonb(d), :'other'::jsonb, 'of one doctor') from medbook.doctors d where id = :'eve';

-- Bookings and slots stay as they were.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select :state as before \gset
select api.update_doctor(
  :'chief',
  :'dora',
  null,
  p_fee => 5,
  p_currency => 'USD',
  p_time_zone => 'Asia/Kathmandu'
) as answer \gset
select is(:state, :'before', 'slots keep their time when the time zone changes, and bookings their fee');
select is(api.get_booking(:'ann', :'booked') #> '{booking,fee}', '0', 'a booking keeps its fee');
select is(api.book_slot(:'ben', :'dora_2') #> '{booking,fee}', '5', 'the next one has the new');
savepoint spelled;
select is(
  (api.update_doctor(:'chief', :'dora', null, ' Dr.  Day ', ' neurology') -> 'doctor')
    - '{id,experience_years,fee,currency,time_zone}'::text[],
  '{"name": "Dr. Day", "specialization": "Neurology"}',
  'a name is made tidy, and a field is the one that exists'
);
rollback to spelled;

-- A new zone and the hours: set_working_hours lists the bookings that no longer fit.
select api.update_doctor(:'chief', :'dora', null, p_time_zone => 'Europe/Berlin') as answer \gset
select api.set_working_hours(
  :'chief',
  :'dora',
  '[{"weekday": 2, "start": "10:00", "end": "12:00", "slot_minutes": 30}]'
) as answer \gset
select is(:'answer'::jsonb -> 'closed', '0', 'in Berlin the slots fit the hours');
select api.update_doctor(:'chief', :'dora', null, p_time_zone => 'Europe/London') as answer \gset
select api.set_working_hours(
  :'chief',
  :'dora',
  '[{"weekday": 2, "start": "10:00", "end": "12:00", "slot_minutes": 30}]'
) as answer \gset
select is(:'answer'::jsonb -> 'closed', '0', 'in London two of them do not, which are taken');
select is(
  (select array_agg(b ->> 'id') from jsonb_array_elements(:'answer'::jsonb -> 'affected_bookings') b),
  (select array_agg(id::text order by slot_id) from medbook.bookings),
  'they are listed'
);
select is(
  (select array_agg(pg_temp.state(id) order by id) from medbook.slots
    where id in (:'dora_1', :'dora_2', :'dora_3', :'dora_4')),
  '{booked HOURS,held HOURS,free,free}',
  'the other two fit there too'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

-- A time zone that the server no longer knows.
update medbook.doctors set time_zone = 'Mars/Olympus' where id = :'dora';
select is(
  api.update_doctor(:'chief', :'dora', null, p_name => 'Dr. Dora Renamed') #>> '{doctor,name}',
  'Dr. Dora Renamed',
  'a doctor of a time zone that the server does not know can be changed'
);
select is(
  api.update_doctor(:'chief', :'dora', null, p_time_zone => 'Mars/Olympus') #>> '{errors,0,pointer}',
  '#/time_zone',
  'but not given such a time zone'
);
select is(
  api.add_time_off(:'chief', :'dora', '2030-01-08 09:00Z', '2030-01-08 10:00Z') -> 'success',
  'true',
  'and can be on leave'
);
select is(
  api.update_doctor(:'chief', :'dora', null, p_time_zone => 'Europe/Berlin') #>> '{doctor,time_zone}',
  'Europe/Berlin',
  'and can be given a known one'
);
select is(
  api.open_slots(:'chief', :'dora', '2030-01-22', '2030-01-22') -> 'opened',
  '4',
  'in which slots are opened again'
);

select * from finish();
rollback;
