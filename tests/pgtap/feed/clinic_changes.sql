begin;
\ir ../names.psql
select plan(11);

-- Each row was written by a transaction: seen from it, it is new, and seen from the next one it is not.
select min(xmin::text::bigint) as doctors from medbook.doctors \gset
select xmin::text::bigint as settings from medbook.settings \gset
select pg_snapshot_xmax(pg_current_snapshot()) as next \gset
create function pg_temp.events(p_next_xid bigint, p_running text default null, p_from text default '08:00:10',
  p_now text default '08:00:20') returns text language sql as $$
  select string_agg(change ->> 'event' || (change ->> 'topics'), ' ') from jsonb_array_elements(feed.clinic_changes(
    p_next_xid::text::xid8, p_running::xid8[], ('2030-01-07 ' || p_from || 'Z')::timestamptz,
      ('2030-01-07 ' || p_now || 'Z')::timestamptz)) change
$$;

select is(pg_temp.events(:next), null, 'mostly nothing is new');
select is(pg_temp.events(:doctors + 1), null, 'an earlier change is not new');
select is(pg_temp.events(:doctors), 'doctors[]', 'a new doctor is a change');
select is(pg_temp.events(:settings), 'doctors[] settings[]', 'changed settings are one, here before the doctors came');
select is(pg_temp.events(:next, format('{%s}', :doctors)), 'doctors[]', 'a change that was not committed then is new');
select is(pg_temp.events(:next, format('{%s,%s}', :settings, :doctors)), 'doctors[] settings[]', 'whatever it is');
select is(
  pg_temp.events(:next, format('{%s}', :next + 1)),
  null,
  'one that is still running does not matter'
);
select is(pg_temp.events(:next, null, '08:00:59.999999', '08:01:00'), 'minute[]', 'a minute that begins is a change');
select is(pg_temp.events(:next, null, '08:01:00', '08:01:59.999999'), null, 'the rest of it is none');
update medbook.settings set hold_duration = '3 minutes';
update medbook.doctors set fee = fee + 1;
select is(pg_temp.events(:next), null, 'an uncommitted change is not new');
select is(pg_temp.events(:settings), null, 'nor is the version that it replaced');

select * from finish();
rollback;
