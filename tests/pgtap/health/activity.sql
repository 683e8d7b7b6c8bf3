begin;
\ir ../names.psql
select plan(9);

create function pg_temp.of(p_kind text) returns table (name text, now bigint, last_minute bigint, per_minute numeric)
  language sql as $$
  select name, now, last_minute, per_minute from health.activity where kind = p_kind
    and (kind <> 'bookings' or per_minute > 0)
$$;

select columns_are(
  'health',
  'activity',
  array['kind', 'name', 'now', 'last_minute', 'per_minute'],
  'it counts what is, and what happens'
);
select lives_ok('set local role medbook_operator; select * from health.activity; reset role', 'DBAs can read it');
select set_eq(
  $$select name from health.activity where kind = 'bookings'$$,
  'select unnest(enum_range(null::medbook.booking_status))::text',
  'every status has its row, even while nothing happens'
);
select api.book_slot(:'ann', :'dora_1') as held, api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as confirmed \gset
update test.clock set now = now + interval '1 minute';
select api.confirm_booking(:'ben', :'confirmed') as confirmed, api.close_slot(:'ben', :'dora_3') as refused \gset
select set_eq(
  $$select * from pg_temp.of('bookings')$$,
  $$values ('PENDING', null::bigint, 0::bigint, 0.2), ('CONFIRMED', null, 1, 0.1)$$,
  'what happened a minute ago is in the mean alone'
);
select set_eq(
  $$select * from pg_temp.of('refusals')$$,
  $$values ('FORBIDDEN', null::bigint, 1::bigint, 0.1)$$,
  'who may not do it is counted'
);
select set_eq(
  $$select name, now from pg_temp.of('holds')$$,
  $$values ('live', 1::bigint), ('lapsed, not swept', 0)$$,
  'a hold is live'
);
update test.clock set now = now + interval '1 minute';
select set_eq(
  $$select name, now from pg_temp.of('holds')$$,
  $$values ('live', 0::bigint), ('lapsed, not swept', 1)$$,
  'until it lapses'
);
update test.clock set now = now + interval '9 minutes';
select is_empty($$select * from pg_temp.of('bookings')$$, 'after ten minutes a booking is forgotten');
select is_empty($$select * from pg_temp.of('refusals')$$, 'and so is a refusal');

select * from finish();
rollback;
