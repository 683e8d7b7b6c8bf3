begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(5);

select is(
  api.get_doctor_windows(:'ann', :'dora'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients do not see them'
);
update medbook.doctors set booking_horizon = '1 day 2 hours' where id = :'dora';
set local intervalstyle = 'postgres';
select is(
  api.get_doctor_windows(:'chief', :'dora') #>> '{windows,booking_horizon}',
  'P1DT2H',
  'durations are as ISO 8601 writes them, whatever the session''s style'
);
select is(api.get_doctor_windows(:'chief', :'no_doctor') ->> 'error', 'DOCTOR_NOT_FOUND', 'an unknown doctor has none');
select is(api.get_doctor_windows(:'chief', :'fay') ->> 'error', 'DOCTOR_NOT_FOUND', 'nor has a retired one');
select is(pg_temp.audited(), '{}', 'nobody''s data are read, so it is not recorded');

select * from finish();
rollback;
