begin;
\ir ../names.psql
\ir ../services.psql
delete from medbook.services;
select plan(13);

create function pg_temp.ids(p_doctor_id uuid, p_specialization text, p_service_id uuid default null) returns text
  language sql as $$
  select string_agg(left(event #>> '{data,doctor_id}', 8) || '-' || right(event #>> '{data,id}', 1), ' ')
    from jsonb_array_elements(feed.slot_events(array[test.slot(2), test.slot(1), test.slot(1, 2),
      'd0c00001-0000-8000-8000-0000000000ff'], p_doctor_id, p_specialization,
        p_service_id)) event
$$;
select is(pg_temp.ids(null, null), 'd0c00001-1 d0c00001-2 d0c00002-1', 'each slot that exists has an event, in order');
select is(pg_temp.ids(:'eve', null), 'd0c00002-1', 'or those of one doctor');
select is(pg_temp.ids(null, 'Cardiology'), 'd0c00001-1 d0c00001-2', 'or of one field');
select is(
  feed.slot_events(array[:'dora_1']::uuid[], :'eve', null, null),
  '[]',
  'without a matching slot there is no event'
);
select is(feed.slot_events('{}', null, null, null), '[]', 'an empty list likewise');
select is(
  feed.slot_events(array[:'dora_closed']::uuid[], null, null, null),
  jsonb_build_array(jsonb_build_object('event', 'slot',
  'topics', jsonb_build_array('doctor_id=' || :'dora', 'specialization=Cardiology'), 'data',
    (select to_jsonb(v) from api.slot_state v where id = :'dora_closed'))),
  'the topics are the doctor and the field, the data is the slot''s present state');

-- Kinds of visit.
select pg_temp.service(1, 'Follow-up', 30) as short, pg_temp.service(2, 'First visit', 60) as long,
       pg_temp.service(9, 'Gone', 30) as old \gset
update medbook.services set is_active = false where id = :'old';
update medbook.slots set service_ids = array[:'long'::uuid] where id = :'dora_1';
create function pg_temp.topics(p_slot_id uuid) returns text language sql as $$
  select string_agg(topic, ' ' order by topic)
    from jsonb_array_elements_text(feed.slot_events(array[p_slot_id], null, null, null) #> '{0,topics}') topic
   where topic like 'service_id=%'
$$;
select is(pg_temp.topics(:'dora_1'), 'service_id=' || :'long', 'a slot for a kind of visit has it as a topic');
select is(
  pg_temp.topics(:'dora_2'),
  format('service_id=%s service_id=%s', :'short', :'long'),
  'one for anything has all that can be booked'
);
select is(
  feed.slot_events(array[:'dora_1'::uuid], null, null, null) #> '{0,data,service_ids}',
  jsonb_build_array(:'long'::uuid),
  'it says what it is for'
);
select is(
  pg_temp.ids(null, null, :'short'),
  'd0c00001-2 d0c00002-1',
  'slots for a kind are its own and all for anything'
);
select is(pg_temp.ids(null, null, :'long'), 'd0c00001-1 d0c00001-2 d0c00002-1', 'whichever it is');
select is(pg_temp.ids(:'dora', null, :'short'), 'd0c00001-2', 'of one doctor too');
select is(pg_temp.ids(null, null, :'old'), null, 'for one that cannot be booked there is none');

select * from finish();
rollback;
