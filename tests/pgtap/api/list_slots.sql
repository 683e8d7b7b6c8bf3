begin;
\ir ../names.psql
\ir ../pages.psql
select plan(71);

select is(api.list_slots(:'dora', p_limit => 0) ->> 'error', 'INVALID_INPUT', 'a limit of 0 is refused');
select is(api.list_slots(:'dora', p_limit => 101) ->> 'error', 'INVALID_INPUT', 'a limit of 101 is refused');
select is(api.list_slots(:'dora', p_limit => null) ->> 'error', 'INVALID_INPUT', 'no limit is refused');
select is(api.list_slots(:'dora', p_limit => 0) #>> '{errors,0,pointer}', '#/limit', 'a bad limit is pointed at');
select is(api.list_slots(:'dora', p_limit => 1) -> 'success', 'true', 'a limit of 1 is allowed');
select is(api.list_slots(:'dora', p_limit => 100) -> 'success', 'true', 'a limit of 100 is allowed');
select is(
  api.list_slots(:'no_doctor', p_limit => 0) ->> 'error',
  'INVALID_INPUT',
  'a bad limit comes before not found'
);
select is(
  api.list_slots(:'no_doctor'),
  '{"success": false, "error": "DOCTOR_NOT_FOUND"}',
  'an unknown doctor is not found'
);
select is(api.list_slots(:'fay') ->> 'error', 'DOCTOR_NOT_FOUND', 'a retired doctor is not found');
select is(api.list_slots(:'dora_1') ->> 'error', 'DOCTOR_NOT_FOUND', 'a slot''s id is not a doctor''s');
select is(api.list_slots(null) ->> 'error', 'DOCTOR_NOT_FOUND', 'no doctor is not found');
select is(
  api.list_slots(:'fay', p_cursor => :'dora_none') ->> 'error',
  'INVALID_INPUT',
  'a bad cursor comes before not found'
);
select is(
  api.list_slots(:'dora', p_cursor => :'dora_none') ->> 'error',
  'INVALID_INPUT',
  'an unknown cursor is refused'
);
select is(
  api.list_slots(:'dora', p_cursor => :'dora_none') #>> '{errors,0,pointer}',
  '#/cursor',
  'a bad cursor is pointed at'
);
select is(
  api.list_slots(:'dora', p_cursor => :'dora_1') ->> 'error',
  'INVALID_INPUT',
  'a slot''s id is no cursor'
);

select is(
  pg_temp.ids(api.list_slots(:'dora')),
  array[:'dora_1', :'dora_2', :'dora_3', :'dora_4']::uuid[],
  'free slots are listed, soonest first; started and closed ones are not'
);
select is(api.list_slots(:'dora') -> 'next_cursor', 'null', 'a list that fits is the last page');
select is(
  api.list_slots(:'dora') #> '{slots,0}',
  api.get_slot(:'dora_1') -> 'slot',
  'each is shown as get_slot shows it'
);
select is(pg_temp.ids(api.list_slots(:'eve')), array[:'eve_1']::uuid[], 'each doctor has their own');

-- From and to.
select is(
  pg_temp.ids(api.list_slots(:'dora', '2030-01-08 09:30Z')),
  array[:'dora_2', :'dora_3', :'dora_4']::uuid[],
  'a slot that starts at p_from is listed'
);
select is(
  pg_temp.ids(api.list_slots(:'dora', '2030-01-08 09:30:00.000001Z')),
  array[:'dora_3', :'dora_4']::uuid[],
  'a slot that starts before p_from is not listed'
);
select is(
  pg_temp.ids(api.list_slots(:'dora', null, '2030-01-08 10:00Z')),
  array[:'dora_1', :'dora_2']::uuid[],
  'a slot that starts at p_to is not listed'
);
select is(
  pg_temp.ids(api.list_slots(:'dora', null, '2030-01-08 10:00:00.000001Z')),
  array[:'dora_1', :'dora_2', :'dora_3']::uuid[],
  'a slot that starts before p_to is listed'
);
select is(
  pg_temp.ids(api.list_slots(:'dora', '2030-01-08 09:30Z', '2030-01-08 10:00Z')),
  array[:'dora_2']::uuid[],
  'p_from and p_to hold at once'
);
select is(
  pg_temp.ids(api.list_slots(:'dora', '2020-01-01Z')),
  array[:'dora_1', :'dora_2', :'dora_3', :'dora_4']::uuid[],
  'started slots are not listed even if p_from is earlier'
);
select is(
  api.list_slots(:'dora', '2030-01-09Z', '2030-01-08Z'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/to", "detail": "must be after from"}]}',
  'a p_to before p_from is refused'
);
select is(
  api.list_slots(:'dora', '2030-01-08 09:30Z', '2030-01-08 09:30Z') #>> '{errors,0,pointer}',
  '#/to',
  'so is one at p_from'
);
select is(
  pg_temp.ids(api.list_slots(:'dora', '2030-01-08 09:30Z', '2030-01-08 09:30:00.000001Z')),
  array[:'dora_2']::uuid[],
  'a microsecond is a range'
);
select is(
  api.list_slots(:'dora', null, '2020-01-01Z'),
  '{"success": true, "slots": [], "next_cursor": null}',
  'before a p_to in the past there is nothing'
);
select is(
  api.list_slots(:'dora', '2030-01-09Z', '2030-01-08Z', 0) #>> '{errors,0,pointer}',
  '#/limit',
  'the limit is checked before the range'
);
select is(
  api.list_slots(:'no_doctor', '2030-01-09Z', '2030-01-08Z') ->> 'error',
  'INVALID_INPUT',
  'a bad range comes before not found'
);
select is(
  api.list_slots(:'dora', 'infinity', '-infinity') ->> 'error',
  'INVALID_INPUT',
  'from the end of time to its beginning is no range'
);
select is(
  api.list_slots(:'dora', '-infinity', 'infinity'),
  api.list_slots(:'dora'),
  'from its beginning to its end is all of it'
);
select is(api.list_slots(:'dora', '2031-01-01Z') -> 'slots', '[]', 'without free slots the list is empty');

-- Pages.
select api.list_slots(:'dora', p_limit => 3) as page \gset
select is(pg_temp.ids(:'page'), array[:'dora_1', :'dora_2', :'dora_3']::uuid[], 'a page has as many as the limit');
select :'page'::jsonb ->> 'next_cursor' as cursor \gset
select is(
  core.cursor_keys(:'cursor'),
  array['2030-01-08T10:00:00+00:00'],
  'the cursor is the start of the page''s last slot'
);
select api.list_slots(:'dora', p_limit => 3, p_cursor => :'cursor') as page \gset
select is(pg_temp.ids(:'page'), array[:'dora_4']::uuid[], 'the next page begins behind the cursor');
select is(:'page'::jsonb -> 'next_cursor', 'null', 'the last page has no cursor');
select is(api.list_slots(:'dora', p_limit => 4) -> 'next_cursor', 'null', 'a full last page has no cursor');
select is(
  pg_temp.ids(api.list_slots(:'dora', '2030-01-08 10:30Z', null, 20, pg_temp.cursor('2030-01-08 09:00Z'))),
  array[:'dora_4']::uuid[],
  'a cursor works with p_from'
);

-- Held, booked, lapsed.
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ann', :'confirmed') as answer \gset
select is(
  pg_temp.ids(api.list_slots(:'dora')),
  array[:'dora_3', :'dora_4']::uuid[],
  'held and booked slots are not listed'
);
select is(
  pg_temp.ids(api.list_slots(:'dora', p_cursor => pg_temp.cursor('2030-01-08 09:30Z'))),
  array[:'dora_3', :'dora_4']::uuid[],
  'a slot that was booked meanwhile is a good cursor'
);
update test.clock set now = now + interval '2 minutes' - interval '1 microsecond';
select is(
  pg_temp.ids(api.list_slots(:'dora')),
  array[:'dora_3', :'dora_4']::uuid[],
  'a held slot is not listed until the last microsecond'
);
update test.clock set now = now + interval '1 microsecond';
select is(
  pg_temp.ids(api.list_slots(:'dora')),
  array[:'dora_1', :'dora_3', :'dora_4']::uuid[],
  'a held slot is listed from the instant the hold lapses, swept or not'
);
select is(
  api.list_slots(:'dora') #> '{slots,0,is_available}',
  'true',
  'a slot with a lapsed hold is shown as available'
);
select api.list_slots(:'dora') as unswept \gset
select booking.expire_bookings() as swept \gset
select is(api.list_slots(:'dora'), :'unswept', 'the sweep changes nothing about the list');
select api.cancel_booking(:'ann', :'confirmed') as answer \gset
select is(
  pg_temp.ids(api.list_slots(:'dora')),
  array[:'dora_1', :'dora_2', :'dora_3', :'dora_4']::uuid[],
  'a cancelled slot is listed again at once'
);

-- Listed and bookable are the same, for a patient without bookings in the way.
savepoint mixed;
select api.book_slot(:'ann', :'dora_2') as answer \gset
update test.clock set now = now + interval '1 minute';
select api.book_slot(:'ann', :'dora_3') as answer \gset
update test.clock set now = now + interval '1 minute';
create temp table listed as select unnest(pg_temp.ids(api.list_slots(d.id))) as id from medbook.doctors d
  where d.is_active;
select set_eq(
  'select id from listed',
  array[:'dora_1', :'dora_2', :'dora_4', :'eve_1']::uuid[],
  'free slots and those with a lapsed hold are listed'
);
update medbook.settings set max_holds_per_user = 10;
create temp table booked as select s.id, api.book_slot(:'ben', s.id) as answer from medbook.slots s;
select set_eq(
  $$select id from booked where answer -> 'success' = 'true'$$,
  'select id from listed',
  'the listed slots are exactly those that can be booked'
);
rollback to mixed;

-- The start.
update test.clock set now = '2030-01-08 08:59:59.999999Z';
select is(
  pg_temp.ids(api.list_slots(:'dora', p_limit => 1)),
  array[:'dora_1']::uuid[],
  'a slot is listed until the microsecond before it starts'
);
update test.clock set now = now + interval '1 microsecond';
select is(
  pg_temp.ids(api.list_slots(:'dora', p_limit => 1)),
  array[:'dora_2']::uuid[],
  'a slot is not listed from the instant it starts'
);
select is(
  pg_temp.ids(api.list_slots(:'dora', p_cursor => pg_temp.cursor('2030-01-08 09:00Z'))),
  array[:'dora_2', :'dora_3', :'dora_4']::uuid[],
  'a slot that has started meanwhile is a good cursor'
);
update medbook.doctors set is_active = false where id = :'dora';
select is(
  api.list_slots(:'dora') ->> 'error',
  'DOCTOR_NOT_FOUND',
  'a doctor''s slots are not listed from the deactivation on'
);
rollback to mixed;

-- Many.
insert into test.slots (doctor_id, id, start_time, end_time)
select :'eve', core.new_id(:'eve'), '2030-02-01Z'::timestamptz + n * interval '1 hour',
  '2030-02-01Z'::timestamptz + (n + 1) * interval '1 hour' from generate_series(1, 100) n;
create function pg_temp.walk(p_limit integer) returns setof uuid language sql as $$
  select pg_temp.walk('api.list_slots(test.eve(), null, null, $1, $2)', p_limit)
$$;
select is(jsonb_array_length(api.list_slots(:'eve') -> 'slots'), 20, 'a page has 20 slots by default');
select is(jsonb_array_length(api.list_slots(:'eve', p_limit => 100) -> 'slots'), 100, 'a page has at most 100 slots');
select isnt(
  api.list_slots(:'eve', p_limit => 100) -> 'next_cursor',
  'null',
  'a hundred of a hundred and one are not all'
);
create temp table walked as select id from pg_temp.walk(7) id;
select is((select count(*) from walked), 101::bigint, 'page by page all slots come');
select is((select count(distinct id) from walked), 101::bigint, 'no slot comes twice');
select results_eq(
  'select * from pg_temp.walk(10)',
  'select * from pg_temp.walk(100)',
  'the order does not depend on the page''s size'
);

set local timezone = 'Asia/Kathmandu';
select is(
  api.list_slots(:'dora') #>> '{slots,0,start_time}',
  '2030-01-08T09:00:00+00:00',
  'times are in UTC whatever the session''s time zone'
);

-- Kinds of visit.
set local timezone = 'UTC';
\ir ../services.psql
delete from test.slots where doctor_id = :'eve';
update test.clock set now = '2030-01-07 08:00Z';
update medbook.slots set is_available = true, held_until = null where doctor_id = :'dora' and id <= :'dora_4';
select is(
  pg_temp.visits(api.list_slots(:'dora', p_service_id => :'short')),
  '1-09:30 2-10:00 3-10:30 4-11:00',
  'a visit of a slot can begin with each that is free'
);
select is(
  pg_temp.visits(api.list_slots(:'dora', p_service_id => :'long')),
  '1-10:00 2-10:30 3-11:00',
  'one of two where both are free, and ends with the second'
);
select is(
  pg_temp.visits(api.list_slots(:'dora', p_service_id => :'nobody')),
  'SERVICE_NOT_FOUND',
  'an unknown kind is not found'
);
select is(
  pg_temp.visits(api.list_slots(:'dora', p_service_id => :'old')),
  'SERVICE_NOT_FOUND',
  'nor is one that cannot be booked any more'
);
select is(
  pg_temp.visits(api.list_slots(:'no_doctor', p_service_id => :'old')),
  'DOCTOR_NOT_FOUND',
  'the doctor comes first'
);
select api.list_slots(:'dora', p_limit => 1, p_service_id => :'long') as page \gset
select is(
  pg_temp.visits(api.list_slots(:'dora', p_service_id => :'long', p_cursor => :'page'::jsonb ->> 'next_cursor')),
  '2-10:30 3-11:00',
  'the next page begins behind the cursor'
);
select is(
  pg_temp.visits(api.list_slots(:'dora', '2030-01-08 09:30Z', '2030-01-08 10:00Z', p_service_id => :'long')),
  '2-10:30',
  'p_from and p_to are about the beginning'
);
update medbook.slots set service_ids = array[:'long'::uuid] where id in (:'dora_1', :'dora_2');
select is(
  pg_temp.visits(api.list_slots(:'dora')),
  '3-10:30 4-11:00',
  'a slot for certain kinds is for no plain booking'
);
select is(
  pg_temp.visits(api.list_slots(:'dora', p_service_id => :'short')),
  '3-10:30 4-11:00',
  'nor for another kind'
);
select is(
  pg_temp.visits(api.list_slots(:'dora', p_service_id => :'long')),
  '1-10:00 2-10:30 3-11:00',
  'but for its own'
);
select is(
  api.list_slots(:'dora', p_service_id => :'tiny', p_limit => 1) #> '{slots,0}',
  (select to_jsonb(s) from api.slot s where id = :'dora_3'),
  'a visit of one slot is shown as the slot is'
);

select * from finish();
rollback;
