begin;
\ir ../names.psql
select plan(5);

select is(core.check_settings('{}'), null, 'nothing to change is not wrong');
select is(
  core.check_settings('{"hold_duration": "PT0.000001S", "max_holds_per_user": 1, "min_notice": "PT0S",
    "booking_horizon": "P10Y", "cancel_cutoff": "P10Y", "session_idle": "PT1H", "refresh_grace": "PT1M"}'),
  null,
  'the bounds are allowed'
);
select is(
  core.check_settings('{"hold_duration": "PT0S", "max_holds_per_user": 0}'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [
    {"pointer": "#/hold_duration", "detail": "must be positive, at most P10Y"},
    {"pointer": "#/max_holds_per_user", "detail": "must be at least 1"}]}',
  'each wrong member has its own error'
);
select is(
  (select array_agg(error ->> 'pointer') from jsonb_array_elements(core.check_settings(
    (select jsonb_object_agg(attname, -1) from pg_attribute
      where attrelid = 'medbook.settings'::regclass and attnum > 0 and attname !~ '^is_')) -> 'errors') error),
  (select array_agg('#/' || attname order by attnum) from pg_attribute
    where attrelid = 'medbook.settings'::regclass and attnum > 0 and attname !~ '^is_'),
  'every setting is checked'
);
select is(
  (select array_agg(error ->> 'detail') from jsonb_array_elements(core.check_settings(
    '{"session_idle": "PT59M", "session_lifetime": "PT59M", "refresh_grace": "PT61S", "cancel_cutoff": "P11Y"}')
    -> 'errors') error),
  '{must be from PT0S to P10Y,must be from PT1H to P10Y,must be from PT1H to P10Y,must be from PT0S to PT1M}',
  'each has bounds of its own'
);

select * from finish();
rollback;
