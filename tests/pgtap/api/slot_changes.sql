-- What other transactions commit, and when it is seen: tests/test_feed.py. Here all that one transaction can show.
begin;
\ir ../names.psql
select plan(24);

create function pg_temp.states(p_answer jsonb) returns text language sql as $$
  select string_agg(right(change #>> '{data,id}', 1) || (change #>> '{data,state}'), ' ')
    from jsonb_array_elements(p_answer -> 'changes') change
$$;
select volatility_is('api', 'slot_changes', array['text', 'uuid', 'text', 'uuid'], 'stable', 'it only reads');
select is(pg_temp.states(api.slot_changes()), null, 'without a cursor nothing has changed yet');
select is(api.slot_changes() -> 'success', 'true', 'which is a success');
select set_eq(
  $$select jsonb_object_keys(api.slot_changes())$$,
  array['success', 'changes', 'cursor', 'id', 'position', 'cluster'],
  'it answers the cursor to go on from'
);

select api.slot_changes() ->> 'cursor' as cursor, api.slot_changes() ->> 'id' as id \gset
select is(pg_temp.states(api.slot_changes(:'cursor')), null, 'nothing has changed since now');
-- A transaction that is said to have been running then: the doctors and the settings, too, may have changed in it.
update medbook.slots set changed = case when id in (:'dora_1', :'eve_1') then '5' else '3' end::xid8;
select format(
  '5:%s:5/1894003200000000/%s',
  pg_snapshot_xmax(pg_current_snapshot()),
  feed.cluster_identity()
) as before \gset
select is(
  pg_temp.states(api.slot_changes(:'before')),
  '1free 1free',
  'a change since then is reported with the slot''s present state'
);
select is(
  api.slot_changes(:'before') #> '{changes,2}',
  jsonb_build_object('event', 'slot', 'topics', jsonb_build_array('doctor_id=' || :'dora', 'specialization=Cardiology'),
  'data', jsonb_build_object('id', :'dora_1', 'doctor_id', :'dora', 'specialization', 'Cardiology', 'start_time',
    '2030-01-08T09:00:00+00:00', 'end_time', '2030-01-08T09:30:00+00:00', 'state', 'free', 'service_ids', null)),
  'a change has its topics and the slot''s data');
select is(pg_temp.states(api.slot_changes(:'before', :'dora')), '1free', 'a doctor''s changes can be asked for');
select is(
  api.slot_changes(:'before', :'dora') #>> '{changes,-1,data,doctor_id}',
  :'dora',
  'all of them of that doctor'
);
select is(
  api.slot_changes(:'before', p_specialization => 'Neurology') #>> '{changes,-1,data,doctor_id}',
  :'eve',
  'or of the doctors of one field'
);
select is(
  pg_temp.states(api.slot_changes(:'before', :'dora', 'Neurology')),
  null,
  'a doctor with another doctor''s field matches nothing'
);
select is(
  pg_temp.states(api.slot_changes(:'before', p_specialization => ' cardiology')),
  pg_temp.states(api.slot_changes(:'before', p_specialization => 'Cardiology')),
  'a field is the same whatever its case and spaces'
);
select is(
  api.slot_changes(:'before', :'no_doctor') ->> 'error',
  'DOCTOR_NOT_FOUND',
  'an unknown doctor is refused'
);
select is(pg_temp.states(api.slot_changes(:'before', :'fay')), null, 'a retired one is not: slots of theirs can close');
select is(api.slot_changes(:'before', :'gone') ->> 'error', 'DOCTOR_NOT_FOUND', 'nobody else is a doctor');

select api.book_slot(:'ann', :'dora_2') as answer \gset
update medbook.slots set changed = '5' where id = :'dora_2';
select is(pg_temp.states(api.slot_changes(:'before', :'dora')), '1free 2held', 'a held slot is reported as held');
update test.clock set now = now + interval '2 minutes';
select is(pg_temp.states(api.slot_changes(:'cursor', :'dora')), '2free', 'a hold that lapsed is a change');
select is(pg_temp.states(api.slot_changes(:'id', :'dora')), '2free', 'for a client too');

select is(
  api.slot_changes('torn') -> 'changes',
  '[{"event": "reset", "topics": []}]',
  'a broken cursor is answered with reset'
);
insert into test.slots (doctor_id, id, start_time, end_time, changed)
select :'dora', core.new_id(:'dora'), day, day + interval '1 hour',
  '5' from generate_series(timestamptz '2040-01-01Z', '2040-01-01Z'::timestamptz + 1996 * interval '1 day',
  '1 day') day;
select is(
  jsonb_array_length(api.slot_changes(:'before') -> 'changes'),
  2000 + 3,
  'two thousand changes, the new minute, the doctors and the settings are reported'
);
insert into test.slots (doctor_id, id, start_time, end_time, changed)
  values (:'eve', core.new_id(:'eve'), '2040-01-01Z', '2040-01-02Z', '5');
select is(api.slot_changes(:'before') -> 'changes', '[{"event": "reset", "topics": []}]', 'more are not');
select is(
  api.slot_changes(:'before', :'fay') -> 'changes',
  '[{"event": "reset", "topics": []}]',
  'a reset has no topics, since the rest is unknown'
);

\ir ../services.psql
select is(
  api.slot_changes(p_service_id => :'old') ->> 'error',
  'SERVICE_NOT_FOUND',
  'a kind of visit that cannot be booked has no changes'
);
select is(api.slot_changes(p_service_id => :'long') -> 'success', 'true', 'one that can be booked has');

select * from finish();
rollback;
