begin;
\ir ../names.psql
\ir ../pages.psql
select plan(11);

\set day '\'2030-01-08Z\', \'2030-01-09Z\''
create function pg_temp.states(p_answer jsonb) returns text[] language sql as $$
  select array_agg(slot ->> 'state' order by n)
    from jsonb_array_elements(p_answer -> 'slots') with ordinality as list (slot, n)
$$;
select api.book_slot(:'ann', :'dora_1') as answer \gset
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ben', :'confirmed') as answer \gset
select is(
  pg_temp.states(api.list_all_slots(:'chief', :'dora', :day)),
  '{held,booked,free,free,closed}',
  'slots are listed whatever their state, in order of time'
);
select is(
  api.list_all_slots(:'chief', :'dora', :day) #> '{slots,0}',
  to_jsonb(s),
  'as api.slot_state has them, without patients'
) from api.slot_state s where id = :'dora_1';
select is(
  pg_temp.ids(api.list_all_slots(:'chief', :'dora', '2030-01-07 07:00Z', '2030-01-08 09:00Z')),
  array[:'dora_past']::uuid[],
  'also those that have begun; those at the end of the time are not in it'
);

-- The time of a closed slot is another one's now.
insert into test.slots (doctor_id, id, start_time, end_time)
values (:'dora', :'dora_none', '2030-01-08 11:00Z', '2030-01-08 11:20Z');
select is(
  array(select pg_temp.walk(
    format('api.list_all_slots(%L, %L, %L, %L, $1, $2)', :'chief', :'dora', '2030-01-08Z', '2030-01-09Z'), page)),
  array(select id from medbook.slots where doctor_id = :'dora' and start_time > '2030-01-08Z' order by start_time, id),
  'in pages of ' || page || ' each comes once'
) from unnest(array[1, 4]) page;
select is(
  array[api.list_all_slots(:'chief', :'dora', :day, 0) #>> '{errors,0,pointer}',
        api.list_all_slots(:'chief', :'dora', :day, 1, 'x') #>> '{errors,0,pointer}',
        api.list_all_slots(:'chief', :'dora', '2030-01-09Z', '2030-01-09Z') #>> '{errors,0,pointer}'],
  '{#/limit,#/cursor,#/to}',
  'limit, cursor and times are checked'
);
select is(api.list_all_slots(:'ann', :'dora', :day) ->> 'error', 'FORBIDDEN', 'patients see the free ones alone');
select is(api.list_all_slots(:'ben', :'no_doctor', :day, 0) ->> 'error', 'FORBIDDEN', 'whatever they ask for');
select is(
  api.list_all_slots(:'chief', :'no_doctor', :day) ->> 'error',
  'DOCTOR_NOT_FOUND',
  'an unknown doctor has none'
);
select is(api.list_all_slots(:'chief', :'fay', :day) ->> 'error', 'DOCTOR_NOT_FOUND', 'nor has one who has left');
select is(
  api.list_all_slots(:'chief', :'eve', :day) -> 'next_cursor',
  'null',
  'what fits on a page has no other'
);

select * from finish();
rollback;
