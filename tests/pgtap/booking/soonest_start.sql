begin;
\ir ../names.psql
\ir ../services.psql
select plan(7);

-- Eve has the time of Dora's first two slots too.
insert into test.slots (doctor_id, id, start_time, end_time)
values (:'eve', test.slot(2, 2), '2030-01-08 09:00Z', '2030-01-08 09:30Z');
create function pg_temp.soonest(p_wish jsonb default '{}', p_minutes integer default null,
  p_from timestamptz default '2030-01-08Z', p_busy tstzmultirange default '{}') returns text language sql as $$
  select coalesce(to_char(start_time, 'HH24:MI') || ' ' || array(select right(left(id::text, 8), 1) || '-'
           || right(id::text, 1) from unnest(slot_ids) id order by id)::text, 'none')
    from booking.soonest_start(p_wish, p_busy, array[test.dora(), test.eve()], array['Europe/Berlin', 'UTC'],
                               '{"{}","{}"}', p_from, p_minutes, core.now())
$$;
select is(pg_temp.soonest(), '09:00 {1-1,2-2}', 'the soonest slots of all doctors are found');
select is(pg_temp.soonest(p_from => '2030-01-08 09:00:00.000001Z'), '09:30 {1-2}', 'that begin at or after a time');
select is(pg_temp.soonest('{"to": "2030-01-08T09:00:00Z"}'), 'none', 'and before another');
select is(
  pg_temp.soonest(jsonb_build_object('service_id', :'long'::uuid), 60),
  '09:00 {1-1}',
  'of a kind of visit those with which a whole one can begin'
);
select is(
  pg_temp.soonest(jsonb_build_object('service_id', :'long'::uuid), 60,
    p_busy => '{[2030-01-08 09:45Z,2030-01-08 09:50Z)}'),
  '10:00 {1-3}',
  'at no time of which the patient is elsewhere'
);
update medbook.slots set service_ids = array[:'short'::uuid] where id = :'dora_1';
select is(pg_temp.soonest(), '09:00 {2-2}', 'slots for certain kinds are for no plain wish');
select is(
  pg_temp.soonest(jsonb_build_object('service_id', :'short'::uuid), 30),
  '09:00 {1-1,2-2}',
  'but for theirs'
);

select * from finish();
rollback;
