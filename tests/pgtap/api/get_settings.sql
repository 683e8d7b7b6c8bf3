begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(6);

select is(api.get_settings(:'ann'), '{"success": false, "error": "FORBIDDEN"}', 'patients do not see them');
select is(api.get_settings(null) ->> 'error', 'FORBIDDEN', 'nor does nobody');
set local intervalstyle = 'postgres';
update medbook.settings set max_bookings_per_user = default, max_bookings_per_doctor_day = default;
select is(
  api.get_settings(:'chief'),
  '{"success": true, "settings": {"hold_duration": "PT2M", "max_hold": "PT20M", "max_holds_per_user": 3,
    "max_bookings_per_user": 10, "max_bookings_per_doctor_day": 2, "min_notice": "PT0S", "booking_horizon": "P90D",
    "cancel_cutoff": "PT0S", "reschedule_cutoff": "PT0S", "session_idle": "P30D", "session_lifetime": "P90D",
    "refresh_grace": "PT10S", "reminder_minutes": [1440, 120], "offer_duration": "PT15M"}}',
  'an administrator sees all of them, durations as ISO 8601 writes them, whatever the session''s style'
);
update medbook.settings set min_notice = '1 day 2 hours';
select is(api.get_settings(:'chief') #>> '{settings,min_notice}', 'P1DT2H', 'what a DBA changed is shown');
select is(provolatile, 's', 'it is STABLE: nobody''s data are read') from pg_proc where proname = 'get_settings';
select is(pg_temp.audited(), '{}', 'so it is not recorded');

select * from finish();
rollback;
