begin;
\ir ../names.psql
select plan(6);

create function pg_temp.ids(p_doctor_id uuid, p_specialization text) returns text language sql as $$
  select string_agg(left(event #>> '{data,doctor_id}', 8) || '-' || right(event #>> '{data,id}', 1), ' ')
    from jsonb_array_elements(feed.slot_events(array[test.slot(2), test.slot(1), test.slot(1, 2),
      'd0c00001-0000-8000-8000-0000000000ff'], p_doctor_id, p_specialization)) event
$$;
select is(pg_temp.ids(null, null), 'd0c00001-1 d0c00001-2 d0c00002-1', 'each slot that exists has an event, in order');
select is(pg_temp.ids(:'eve', null), 'd0c00002-1', 'or those of one doctor');
select is(pg_temp.ids(null, 'Cardiology'), 'd0c00001-1 d0c00001-2', 'or of one field');
select is(feed.slot_events(array[:'dora_1']::uuid[], :'eve', null), '[]', 'without a matching slot there is no event');
select is(feed.slot_events('{}', null, null), '[]', 'an empty list likewise');
select is(
  feed.slot_events(array[:'dora_closed']::uuid[], null, null),
  jsonb_build_array(jsonb_build_object('event', 'slot',
  'topics', jsonb_build_array('doctor_id=' || :'dora', 'specialization=Cardiology'), 'data',
    (select to_jsonb(v) from api.slot_state v where id = :'dora_closed'))),
  'the topics are the doctor and the field, the data is the slot''s present state');

select * from finish();
rollback;
