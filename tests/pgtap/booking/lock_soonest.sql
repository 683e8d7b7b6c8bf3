begin;
\ir ../names.psql
\ir ../other_session.psql
select plan(19);

-- Eve has the times of Dora's first two slots too.
insert into test.slots (doctor_id, id, start_time, end_time)
values (:'eve', test.slot(2, 2), '2030-01-08 09:00Z', '2030-01-08 09:30Z'),
       (:'eve', test.slot(3, 2), '2030-01-08 09:30Z', '2030-01-08 10:00Z');
create function pg_temp.soonest(p_wish jsonb default '{}') returns text language sql as $$
  select coalesce(f.slot_id::text, 'none') || case when f.is_locked then ', locked' else '' end
    from booking.lock_soonest(p_wish, '{}', array[test.dora(), test.eve()], array['Europe/Berlin', 'UTC'],
                              '{"{}","{}"}', core.now()) f
$$;
create function pg_temp.soonest_of(p_doctor_id uuid, p_wish jsonb default '{}') returns text language sql as $$
  select coalesce(f.slot_id::text, 'none') || case when f.is_locked then ', locked' else '' end
    from booking.lock_soonest(p_wish, '{}', array[p_doctor_id], array['UTC'], '{"{}"}', core.now()) f
$$;

savepoint unlocked;
select is(pg_temp.soonest_of(:'dora'), :'dora_1', 'the soonest slot is found');
select is(
  pg_temp.soonest_of(:'dora', '{"from": "2030-01-08T09:00:00.000001Z"}'),
  :'dora_2',
  'that begins at or after a time'
);
select is(pg_temp.soonest_of(:'dora', '{"from": "2030-01-08T09:30:00Z"}'), :'dora_2', 'at it, too');
select is(pg_temp.soonest_of(:'dora', '{"to": "2030-01-08T09:00:00Z"}'), 'none', 'and before another');
select is(pg_temp.soonest_of(:'fay'), 'none', 'a retired doctor has none');
select is(
  (select slot_id from booking.lock_soonest('{}', '{[2030-01-08 09:15Z, 2030-01-08 09:45Z)}', array[:'dora'::uuid],
    '{UTC}', '{"{}"}', core.now())),
  :'dora_3',
  'those at times of other appointments are passed over'
);
select is(
  (select slot_id from booking.lock_soonest('{}', '{}', array[:'dora', :'eve']::uuid[], '{UTC,UTC}',
    '{"{[2030-01-08,2030-01-09)}","{}"}', core.now())),
  test.slot(2, 2),
  'and those of a doctor with whom the day is full'
);
select is((select slot_id from booking.lock_soonest('{}', '{}', null, null, null, core.now())), null,
  'without doctors there is none');

-- Of two at the same time.
select api.book_slot(:'ann', :'dora_4') as held \gset
select is(pg_temp.soonest(), test.slot(2, 2)::text, 'of two the doctor with fewer bookings on the day');
select api.book_slot(:'ben', test.slot(3, 2)) as held \gset
select api.book_slot(:'chief', :'eve_1') as held \gset
select is(pg_temp.soonest(), :'dora_1', 'whoever that is');

-- Somebody else has one of them locked.
rollback to unlocked;
select pg_temp.lock_elsewhere('medbook.slots', :'dora_3') as other \gset
select is(
  pg_temp.soonest_of(:'dora', '{"from": "2030-01-08T10:00:00Z", "to": "2030-01-08T10:30:00Z"}'),
  'none, locked',
  'a locked slot is left to others'
);
select is(
  pg_temp.soonest_of(:'dora', '{"earliest": "09:30"}'),
  :'dora_2',
  'and tried only when it would be the soonest'
);
select is(
  pg_temp.soonest_of(:'dora', '{"from": "2030-01-08T10:00:00Z"}'),
  :'dora_4' || ', locked',
  'the next one is taken instead, at once'
);
select pg_temp.unlock_elsewhere() as other \gset

-- Holds that have lapsed.
select api.book_slot(:'ben', :'dora_1') as held \gset
update test.clock set now = now + interval '2 minutes' - interval '1 microsecond';
select is(pg_temp.soonest_of(:'dora'), :'dora_2', 'a held slot is not free');
update test.clock set now = now + interval '1 microsecond';
select is(pg_temp.soonest_of(:'dora'), :'dora_1', 'until its hold lapses');

-- Kinds of visit.
select pg_temp.unlock_elsewhere() as other \gset
rollback to unlocked;
\ir ../services.psql
create function pg_temp.visit() returns text language sql as $$
  select pg_temp.soonest(jsonb_build_object('service_id', pg_temp.service_id(2), 'from', '2030-01-08T09:00:00Z'))
$$;
update medbook.slots set service_ids = array[:'short'::uuid] where id = test.slot(3, 2);
savepoint visits;
select is(pg_temp.visit(), :'dora_1', 'of a kind of visit the soonest with which a whole one can begin');
rollback to visits;
select pg_temp.lock_elsewhere('medbook.slots', :'dora_2') as other \gset
select is(pg_temp.visit(), :'dora_3' || ', locked', 'if a further slot is locked it is passed over');
rollback to visits;
select pg_temp.unlock_elsewhere() as other \gset
select pg_temp.lock_elsewhere('medbook.slots', :'dora_3') as other \gset
select is(pg_temp.visit(), :'dora_1', 'others do not matter');
rollback to visits;
select is(
  pg_temp.soonest(jsonb_build_object('service_id', pg_temp.service_id(2), 'from', '2030-01-08T09:30:00Z')),
  'none, locked',
  'if there is no other there is none'
);

select * from finish();
rollback;
