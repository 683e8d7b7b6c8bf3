begin;
\ir ../names.psql
\ir ../pages.psql
select plan(43);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset

select is(jsonb_array_length(api.list_bookings(:'ann') -> 'bookings'), 1, 'a visit is listed once');
select is(jsonb_array_length(api.list_all_bookings(:'chief') -> 'bookings'), 1, 'to administrators too');
rollback to visits;

select is(
  api.list_bookings(:'ann'),
  '{"success": true, "bookings": [], "next_cursor": null}',
  'a patient without bookings gets an empty list'
);
select is(api.list_bookings(:'ann', p_limit => 0) ->> 'error', 'INVALID_INPUT', 'a limit of 0 is refused');
select is(api.list_bookings(:'ann', p_limit => 101) ->> 'error', 'INVALID_INPUT', 'a limit of 101 is refused');
select is(api.list_bookings(:'ann', p_limit => -1) ->> 'error', 'INVALID_INPUT', 'a negative limit is refused');
select is(api.list_bookings(:'ann', p_limit => null) ->> 'error', 'INVALID_INPUT', 'no limit is refused');
select is(api.list_bookings(:'ann', p_limit => 0) #>> '{errors,0,pointer}', '#/limit', 'a bad limit is pointed at');
select is(api.list_bookings(:'ann', p_limit => 1) -> 'success', 'true', 'a limit of 1 is allowed');
select is(api.list_bookings(:'ann', p_limit => 100) -> 'success', 'true', 'a limit of 100 is allowed');
select is(
  api.list_bookings(:'ann', p_cursor => :'dora_none') ->> 'error',
  'INVALID_INPUT',
  'an unknown cursor is refused'
);
select is(
  api.list_bookings(:'ann', p_cursor => :'dora_none') #>> '{errors,0,pointer}',
  '#/cursor',
  'a bad cursor is pointed at'
);
select is(
  api.list_bookings(:'ann', p_limit => 0, p_cursor => :'dora_none') #>> '{errors,0,pointer}',
  '#/limit',
  'the limit is checked before the cursor'
);
select is(api.list_bookings(:'gone'), '{"success": false, "error": "FORBIDDEN"}', 'a deactivated user is refused');
select is(api.list_bookings(:'gone', p_limit => 0) ->> 'error', 'FORBIDDEN', 'not allowed comes before bad input');
select is(:audited, null, 'to list is not recorded: it may run on a replica');

-- Four of Ann's: confirmed, cancelled, lapsed but unswept, held; and one of Ben's.
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ann', :'confirmed') as answer \gset
update test.clock set now = now + interval '1 second';
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled') as answer \gset
update test.clock set now = now + interval '1 second';
select api.book_slot(:'ann', :'dora_3') #>> '{booking,id}' as lapsed \gset
update test.clock set now = now + interval '2 minutes';
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as held \gset
select api.book_slot(:'ben', :'dora_4') #>> '{booking,id}' as bens \gset

select is(
  pg_temp.ids(api.list_bookings(:'ann')),
  array[:'held', :'lapsed', :'cancelled', :'confirmed']::uuid[],
  'the caller''s bookings are listed, newest first'
);
select is(pg_temp.ids(api.list_bookings(:'ben')), array[:'bens']::uuid[], 'other people''s bookings are not listed');
select is(pg_temp.ids(api.list_bookings(:'chief')), null, 'an administrator sees none but their own here');
select is(pg_temp.ids(api.list_bookings(null)), null, 'nobody has no bookings');
select is(api.list_bookings(:'ann') -> 'next_cursor', 'null', 'a list that fits is the last page');
select is(
  api.list_bookings(:'ann') #> '{bookings,0}',
  api.get_booking(:'ann', :'held') -> 'booking',
  'each is shown as get_booking shows it'
);

-- By status, as it is now.
select is(
  pg_temp.ids(api.list_bookings(:'ann', 'PENDING')),
  array[:'held']::uuid[],
  'a lapsed hold is not listed as PENDING, swept or not'
);
select is(
  pg_temp.ids(api.list_bookings(:'ann', 'FAILED')),
  array[:'lapsed']::uuid[],
  'a lapsed hold is listed as FAILED, swept or not'
);
select is(
  api.list_bookings(:'ann', 'FAILED') #>> '{bookings,0,status}',
  'FAILED',
  'a lapsed hold reads FAILED in the list'
);
select is(
  pg_temp.ids(api.list_bookings(:'ann', 'CONFIRMED')),
  array[:'confirmed']::uuid[],
  'confirmed bookings can be listed'
);
select is(
  pg_temp.ids(api.list_bookings(:'ann', 'CANCELLED')),
  array[:'cancelled']::uuid[],
  'cancelled bookings can be listed'
);
select api.list_bookings(:'ann') as unswept \gset
select booking.expire_bookings() as swept \gset
select is(api.list_bookings(:'ann'), :'unswept', 'the sweep changes nothing about the list');

-- Pages.
select api.list_bookings(:'ann', p_limit => 3) as page \gset
select is(pg_temp.ids(:'page'), array[:'held', :'lapsed', :'cancelled']::uuid[], 'a page has as many as the limit');
select :'page'::jsonb ->> 'next_cursor' as cursor \gset
select is((core.cursor_keys(:'cursor'))[2], :'cancelled', 'the cursor names the page''s last booking');
select api.list_bookings(:'ann', p_limit => 3, p_cursor => :'cursor') as page \gset
select is(pg_temp.ids(:'page'), array[:'confirmed']::uuid[], 'the next page begins behind the cursor');
select is(:'page'::jsonb -> 'next_cursor', 'null', 'the last page has no cursor');
select is(api.list_bookings(:'ann', p_limit => 4) -> 'next_cursor', 'null', 'a full last page has no cursor');
select is(
  api.list_bookings(:'ann', p_cursor => :'held') #>> '{errors,0,pointer}',
  '#/cursor',
  'an id is no cursor'
);
select is(
  pg_temp.ids(api.list_bookings(:'ben', p_cursor => :'cursor')),
  null,
  'with a cursor of somebody else''s list nobody sees more than their own'
);
select is(
  pg_temp.ids(api.list_bookings(:'ann', 'CONFIRMED', 1, :'cursor')),
  array[:'confirmed']::uuid[],
  'a cursor works with a status, whatever its own'
);

-- Many, made at the same instant: ids break the tie.
insert into test.slots (doctor_id, id, start_time, end_time)
select :'eve', core.new_id(:'eve'), '2030-02-01Z'::timestamptz + n * interval '1 hour',
  '2030-02-01Z'::timestamptz + (n + 1) * interval '1 hour' from generate_series(1, 101) n;
update medbook.settings set max_holds_per_user = 101;
select count(api.book_slot(:'chief', id)) as booked from medbook.slots where start_time > '2030-02-01Z' \gset
create function pg_temp.walk(p_limit integer) returns setof uuid language sql as $$
  select pg_temp.walk('api.list_bookings(test.chief(), null, $1, $2)', p_limit)
$$;
select is(jsonb_array_length(api.list_bookings(:'chief') -> 'bookings'), 20, 'a page has 20 bookings by default');
select is(
  jsonb_array_length(api.list_bookings(:'chief', p_limit => 100) -> 'bookings'),
  100,
  'a page has at most 100 bookings'
);
select isnt(
  api.list_bookings(:'chief', p_limit => 100) -> 'next_cursor',
  'null',
  'a hundred of a hundred and one are not all'
);
create temp table walked as select id from pg_temp.walk(7) id;
select is((select count(*) from walked), 101::bigint, 'page by page all bookings come');
select is((select count(distinct id) from walked), 101::bigint, 'no booking comes twice');
select results_eq(
  'select * from pg_temp.walk(10)',
  'select * from pg_temp.walk(100)',
  'the order does not depend on the page''s size'
);

set local timezone = 'Asia/Kathmandu';
select is(
  api.list_bookings(:'ann') #>> '{bookings,0,start_time}',
  '2030-01-08T15:00:00+00:00',
  'times are in UTC whatever the session''s time zone'
);

select * from finish();
rollback;
