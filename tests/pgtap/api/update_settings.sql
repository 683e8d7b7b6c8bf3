begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(19);

-- Somebody else changes the settings.
select tap.dblink_exec('other', 'do $$ begin perform from medbook.settings for no key update; end $$') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select is(
  api.update_settings(:'chief', 'PT3M'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the settings is refused'
);
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- Refusals, none of which changes anything.
select to_jsonb(s) as before from medbook.settings s \gset
select is(
  api.update_settings(:'ann', 'PT0S'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients change no rules, and not allowed comes first'
);
select is(api.update_settings(null, 'PT3M') ->> 'error', 'FORBIDDEN', 'nobody changes none');
select is(
  pg_temp.audited(),
  '{Ann: update settings: FORBIDDEN,DBA: update settings: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.update_settings(:'chief', 'PT0S', p_refresh_grace => 'PT5S', p_max_holds_per_user => 0),
  '{"success": false, "error": "INVALID_INPUT", "errors": [
    {"pointer": "#/hold_duration", "detail": "must be positive, at most P10Y"},
    {"pointer": "#/max_holds_per_user", "detail": "must be at least 1"}]}',
  'each wrong member is told'
);
select is(
  api.update_settings(:'chief', p_min_notice => 'P90D') -> 'errors',
  '[{"pointer": "#/min_notice", "detail": "must be shorter than booking_horizon"}]',
  'the notice is shorter than the horizon that stays'
);
select is(
  api.update_settings(:'chief', p_booking_horizon => 'PT1H', p_min_notice => 'PT1H') -> 'errors',
  '[{"pointer": "#/booking_horizon", "detail": "must be longer than min_notice"}]',
  'the horizon is longer than the notice that comes with it'
);
select is(to_jsonb(s), :'before'::jsonb, 'refusals change nothing') from medbook.settings s;
select is(cardinality(pg_temp.audited()), 2, 'those of administrators are not recorded');

-- Changes.
select api.get_settings(:'chief') as shown \gset
select is(api.update_settings(:'chief'), :'shown'::jsonb, 'nothing to change is no fault');
select is(to_jsonb(s), :'before'::jsonb, 'and changes nothing') from medbook.settings s;
select is(
  api.update_settings(:'chief', 'PT3M') -> 'settings',
  (:'shown'::jsonb -> 'settings') || '{"hold_duration": "PT3M"}',
  'what is given changes, the others stay'
);
select is((pg_temp.audited())[4], 'Chief: update settings', 'it is recorded');
select is(
  api.update_settings(:'chief', 'PT0.000001S', 'PT0S', 1, 2, 4, 'PT2H', 'P10Y', 'P1D', 'P1DT12H', 'PT1H', 'P1W',
    'PT0S', '[30]', 'PT30M') -> 'settings',
  '{"hold_duration": "PT0.000001S", "max_hold": "PT0S", "max_holds_per_user": 1, "max_bookings_per_user": 2,
    "max_bookings_per_doctor_day": 4, "min_notice": "PT2H", "booking_horizon": "P10Y", "cancel_cutoff": "P1D",
    "reschedule_cutoff": "P1DT12H", "session_idle": "PT1H", "session_lifetime": "P7D", "refresh_grace": "PT0S",
    "reminder_minutes": [30], "offer_duration": "PT30M"}',
  'every setting can be changed, up to its bounds'
);
select is(
  to_jsonb(s) -> 'is_demo',
  :'before'::jsonb -> 'is_demo',
  'but for what the installation is'
) from medbook.settings s;
select is(
  api.update_settings(:'chief', p_min_notice => 'P100D', p_booking_horizon => 'P200D') ->> 'success',
  'true',
  'the notice and the horizon can change together'
);
select is(
  array(select p.name from unnest((select proargnames from pg_proc where proname = 'update_settings')) p (name)
    where p.name <> 'p_user_id'),
  array(select 'p_' || attname from pg_attribute where attrelid = 'api.settings'::regclass and attnum > 0
    order by attnum),
  'what get_settings answers, update_settings takes'
);

-- The next booking is made by the new rules.
select api.update_settings(:'chief', 'PT5M', p_min_notice => 'PT0S', p_max_bookings_per_user => 10) as changed \gset
select is(
  api.book_slot(:'ann', :'dora_1') #> '{booking,expires_in}',
  '300',
  'the next booking is held for as long as the new rule says'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
