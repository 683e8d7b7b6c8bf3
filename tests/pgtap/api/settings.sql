begin;
\ir ../names.psql
select plan(3);

select is(
  (select array_agg(attname order by attnum) from pg_attribute
    where attrelid = 'api.settings'::regclass and attnum > 0),
  (select array_agg(attname order by attnum) from pg_attribute
    where attrelid = 'medbook.settings'::regclass and attnum > 0 and attname !~ '^is_'),
  'the members are the settings, but for what the installation is'
);
set local intervalstyle = 'iso_8601';
update medbook.settings set hold_duration = '2 minutes', booking_horizon = '90 days', max_holds_per_user = 7;
select is(count(*), 1::bigint, 'there is one object') from api.settings;
select is(
  array[hold_duration, booking_horizon, max_holds_per_user::text],
  '{PT2M,P90D,7}',
  'durations are texts, and numbers are numbers'
) from api.settings;

select * from finish();
rollback;
