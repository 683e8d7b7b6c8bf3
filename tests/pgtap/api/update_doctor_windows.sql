begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(14);

-- Somebody else changes the calendar.
select pg_temp.lock_elsewhere('medbook.doctors', :'dora') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select is(
  api.update_doctor_windows(:'chief', :'dora', 'PT3M'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the doctor is refused'
);
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- Refusals, none of which changes anything.
select to_jsonb(d) as before from medbook.doctors d where id = :'dora' \gset
select is(
  api.update_doctor_windows(:'ann', :'dora', 'x'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients change no rules, and not allowed comes first'
);
select is(
  api.update_doctor_windows(:'chief', :'dora', 'PT-1S', 'PT0S', 'x', '') -> 'errors',
  '[{"pointer": "#/min_notice", "detail": "must be from PT0S to P10Y"},
    {"pointer": "#/booking_horizon", "detail": "must be positive, at most P10Y"},
    {"pointer": "#/cancel_cutoff", "detail": "must be an ISO 8601 duration such as PT2M"}]',
  'each wrong member is told'
);
select is(
  api.update_doctor_windows(:'chief', :'no_doctor', 'PT1H') ->> 'error',
  'DOCTOR_NOT_FOUND',
  'an unknown doctor is not found'
);
select is(
  api.update_doctor_windows(:'chief', :'dora', p_min_notice => 'P90D') -> 'errors',
  '[{"pointer": "#/min_notice", "detail": "must be shorter than booking_horizon"}]',
  'the notice is shorter than the clinic''s horizon'
);
select is(
  api.update_doctor_windows(:'chief', :'dora', 'PT1H', 'PT1H') -> 'errors',
  '[{"pointer": "#/booking_horizon", "detail": "must be longer than min_notice"}]',
  'or than the horizon that comes with it'
);
select is(to_jsonb(d), :'before'::jsonb, 'refusals change nothing') from medbook.doctors d where id = :'dora';

-- Changes.
select api.update_doctor_windows(:'chief', :'dora', 'PT2H', 'P7D') as answer \gset
select is(:'answer'::jsonb, api.get_doctor_windows(:'chief', :'dora'), 'what was changed is answered');
select is(
  array[min_notice, booking_horizon, cancel_cutoff],
  array['2 hours', '7 days', null]::interval[],
  'what is given changes, the others are still the clinic''s'
) from medbook.doctors where id = :'dora';
select is(pg_temp.audited(), '{Ann: update doctor windows: FORBIDDEN,Chief: update doctor windows}',
  'which is recorded');
update test.clock set now = '2030-01-08 07:00:01Z';
select is(
  api.book_slot(:'ann', :'dora_1') ->> 'error',
  'OUTSIDE_BOOKING_WINDOW',
  'the next booking is bound by it'
);
select is(api.list_slots(:'dora') #>> '{slots,0,id}', :'dora_2', 'and so is the list');
select is(
  api.update_doctor_windows(:'chief', :'dora', '') #> '{windows,min_notice}',
  'null',
  'an empty one is the clinic''s again'
);
select is(api.book_slot(:'ann', :'dora_1') ->> 'success', 'true', 'whose notice binds then');

select * from finish();
rollback;
