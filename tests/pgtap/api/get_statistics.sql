begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(33);

-- Refusals in their order.
select is(
  api.get_statistics(:'ann', '2030-01-07', '2030-01-08'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients see no statistics'
);
select is(api.get_statistics(:'gone', null, null) ->> 'error', 'FORBIDDEN', 'not allowed comes first');
select is(api.get_statistics(null, '2030-01-07', '2030-01-08') ->> 'error', 'FORBIDDEN', 'nobody sees them');
select is(
  api.get_statistics(:'chief', '2030-01-08', '2030-01-07'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/to",
    "detail": "must be at most 30 days after from"}]}',
  'the last day is not before the first'
);
select is(api.get_statistics(:'chief', '2030-01-01', '2030-01-31') -> 'success', 'true', '31 days are not too many');
select is(api.get_statistics(:'chief', '2030-01-01', '2030-02-01') ->> 'error', 'INVALID_INPUT', '32 are');
select is(api.get_statistics(:'chief', null, '2030-01-08') ->> 'error', 'INVALID_INPUT', 'there is a first day');
select is(api.get_statistics(:'chief', '2030-01-08', null) ->> 'error', 'INVALID_INPUT', 'and a last one');
select is(api.get_statistics(:'chief', '-infinity', '2030-01-08') ->> 'error', 'INVALID_INPUT', 'time has a beginning');
select is(api.get_statistics(:'chief', '2030-01-08', 'infinity') ->> 'error', 'INVALID_INPUT', 'and an end');
select is(
  api.get_statistics(:'chief', 'infinity', 'infinity') ->> 'error',
  'INVALID_INPUT',
  'behind which there is nothing'
);

-- Per day and doctor.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select api.book_slot(:'ben', :'dora_2') as answer \gset
create function pg_temp.found(p_answer jsonb) returns text language sql as $$
  select string_agg((s ->> 'day') || ' ' || split_part(d.name, ' ',
    2) || ' ' || (s ->> 'booked') || '/' || (s ->> 'opened'), ', ' order by n)
    from jsonb_array_elements(p_answer -> 'statistics') with ordinality list (s, n) join medbook.doctors d
      on d.id = (s ->> 'doctor_id')::uuid
$$;
select is(
  pg_temp.found(api.get_statistics(:'chief', '2030-01-07', '2030-01-08')),
  '2030-01-07 Dora 0/1, 2030-01-08 Dora 1/4, 2030-01-08 Eve 0/1, 2030-01-08 Fay 0/1',
  'each day and doctor has a row, day by day'
);
select is(
  api.get_statistics(:'chief', '2030-01-08', '2030-01-08') #> '{statistics,0}',
  to_jsonb(s),
  'which is that of api.statistic'
) from api.statistic s where doctor_id = :'dora' and day = '2030-01-08';
select is(
  api.get_statistics(:'chief', '2030-01-08', '2030-01-08') #> '{statistics,0}',
  jsonb_build_object('day', '2030-01-08', 'doctor_id', :'dora', 'opened', 4, 'booked', 1, 'cancelled', 0, 'lapsed', 0,
    'no_shows', 0, 'utilisation', 25, 'lead_hours', 25),
  'with numbers and percents'
);
select is(
  pg_temp.found(api.get_statistics(:'chief', '2030-01-07', '2030-01-08', :'dora')),
  '2030-01-07 Dora 0/1, 2030-01-08 Dora 1/4',
  'one doctor''s can be asked for'
);
select is(
  pg_temp.found(api.get_statistics(:'chief', '2030-01-07', '2030-01-07')),
  '2030-01-07 Dora 0/1',
  'both days count'
);
select is(
  api.get_statistics(:'chief', '2030-01-09', '2030-01-31'),
  '{"success": true, "statistics": []}',
  'days without slots have none'
);
select is(
  api.get_statistics(:'chief', '2030-01-08', '2030-01-08', :'no_doctor'),
  '{"success": true, "statistics": []}',
  'nor has an unknown doctor'
);

-- All together.
select is(
  api.get_statistics(:'chief', '2030-01-08', '2030-01-08', :'dora', true),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/together",
    "detail": "must not be given with doctor_id"}]}',
  'one doctor is not all together'
);
select is(
  api.get_statistics(:'chief', '2030-01-07', '2030-01-08', p_together => true) -> 'statistics',
  '[{"day": "2030-01-07", "doctor_id": null, "opened": 1, "booked": 0, "cancelled": 0, "lapsed": 0, "no_shows": 0,
     "utilisation": 0, "lead_hours": null},
    {"day": "2030-01-08", "doctor_id": null, "opened": 6, "booked": 1, "cancelled": 0, "lapsed": 0, "no_shows": 0,
     "utilisation": 17, "lead_hours": 25}]',
  'a day has one row, whoever works on it'
);
select is(
  api.get_statistics(:'chief', '2030-01-07', '2030-01-08', p_together => null),
  api.get_statistics(:'chief', '2030-01-07', '2030-01-08'),
  'each has an own row unless they are asked for together'
);
select is(
  api.get_statistics(:'chief', '2030-01-08', '2030-01-08', :'eve') #> '{statistics,0,lead_hours}',
  'null',
  'without a booking nothing was booked ahead'
);

-- A day's life.
update test.clock set now = '2030-01-07 08:02Z';
select is(
  api.get_statistics(:'chief', '2030-01-08', '2030-01-08', :'dora') #> '{statistics,0,lapsed}',
  '1',
  'a lapsed hold is counted, swept or not'
);
select pg_temp.appointment(:'ben', :'dora_2') as second \gset
select api.cancel_booking(:'ben', :'second') as answer \gset
select is(
  api.get_statistics(:'chief', '2030-01-08', '2030-01-08', :'dora') #> '{statistics,0,cancelled}',
  '1',
  'a cancellation is counted'
);
update test.clock set now = '2030-01-08 12:00Z';
select api.mark_no_show(:'chief', :'booked') as answer \gset
select is(
  api.get_statistics(:'chief', '2030-01-08', '2030-01-08', :'dora') #> '{statistics,0,no_shows}',
  '1',
  'a missed visit is counted'
);
select is(
  api.get_statistics(:'chief', '2030-01-08', '2030-01-08', :'dora') #> '{statistics,0,booked}',
  '1',
  'and was booked'
);

-- Days are the doctor's.
select pg_temp.slot(
  :'dora',
  21,
  '2030-01-31 22:59Z',
  1
), pg_temp.slot(:'dora', 22, '2030-01-31 23:00Z', 1), pg_temp.slot(:'eve', 21, '2030-02-01 04:59Z', 1),
  pg_temp.slot(:'eve', 22, '2030-02-01 05:00Z', 1) as made \gset
select is(
  pg_temp.found(api.get_statistics(:'chief', '2030-02-01', '2030-02-01')),
  '2030-02-01 Dora 0/1, 2030-02-01 Eve 0/1',
  'the 1st of February is another time for each'
);
set local timezone = 'Pacific/Apia';
select is(
  pg_temp.found(api.get_statistics(:'chief', '2030-02-01', '2030-02-01')),
  '2030-02-01 Dora 0/1, 2030-02-01 Eve 0/1',
  'and the same whatever the session''s time zone'
);
set local timezone = 'UTC';

-- After all.
select is(
  pg_temp.found(api.get_statistics(:'chief', '2030-01-01', '2030-01-31', :'fay')),
  '2030-01-08 Fay 0/1',
  'a retired doctor''s calendar counts too'
);
select is(provolatile, 's', 'it is STABLE: nobody''s data are read') from pg_proc where proname = 'get_statistics';
select is(
  (select string_agg(key, ' ' order by key) from jsonb_object_keys(api.get_statistics(:'chief', '2030-01-08',
    '2030-01-08') #> '{statistics,0}') key),
  'booked cancelled day doctor_id lapsed lead_hours no_shows opened utilisation',
  'there are no patients in it'
);
select is(pg_temp.audited() && '{Chief: get statistics}', false, 'so it is not recorded');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
