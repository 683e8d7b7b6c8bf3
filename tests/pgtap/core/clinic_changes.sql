begin;
\ir ../names.psql
select plan(11);

update medbook.doctors set changed = '3';
update medbook.doctors set changed = '5' where id = :'dora';
create function pg_temp.events(p_next_xid text, p_running xid8[], p_from text default '08:00:10', p_now text default '08:00:20') returns text language sql as $$
  select string_agg(change ->> 'event' || (change ->> 'topics'), ' ') from jsonb_array_elements(core.clinic_changes(
    pg_snapshot_xmax(pg_current_snapshot()), p_next_xid::xid8, p_running, ('2030-01-07 ' || p_from || 'Z')::timestamptz, ('2030-01-07 ' || p_now || 'Z')::timestamptz)) change
$$;

select is(pg_temp.events('6', null), null, 'mostly nothing is new');
select is(pg_temp.events('5', null), 'doctors[]', 'a changed doctor is a change');
select is(pg_temp.events('6', '{5}'), 'doctors[]', 'one whose change was not committed before too');
select is(pg_temp.events('6', null, '08:00:59.999999', '08:01:00'), 'minute[]', 'a minute that begins is one');
select is(pg_temp.events('6', null, '08:01:00', '08:01:59.999999'), null, 'the rest of it is none');
select is(pg_temp.events('5', null, '08:00:00', '08:07:00'), 'doctors[] minute[]', 'several can be new');
update medbook.doctors set changed = '9000000000000' where id = :'dora';
select is(pg_temp.events('5', null), null, 'what a dump of another cluster brought is not new');

-- The settings' row was written by a transaction: seen from before it, it is new.
select xmin as written from medbook.settings \gset
select is(core.clinic_changes((:'written')::text::xid8, '9', null, '2030-01-07Z', '2030-01-07Z'), '[{"event": "settings", "topics": []}]', 'changed settings are a change');
select is(core.clinic_changes((:written + 1)::text::xid8, '9', null, '2030-01-07Z', '2030-01-07Z'), '[]', 'of which the next one sees nothing');
update medbook.settings set hold_duration = '3 minutes';
select is(core.clinic_changes((:written + 1)::text::xid8, '9', null, '2030-01-07Z', '2030-01-07Z'), '[]', 'what has not been committed is not new');
select is(core.clinic_changes('1', '9', null, '2030-01-07Z', '2030-01-07Z'), '[]', 'not even seen from the beginning');

select * from finish();
rollback;
