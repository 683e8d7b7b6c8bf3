begin;
select plan(15);

select set_eq(
  $$select attname::text, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'api.endpoint'::regclass
    and attnum > 0$$,
  $$values ('method', 'text'), ('path', 'text'), ('function', 'regproc'), ('auth', 'text'), ('rate', 'text[]'),
    ('cache', 'text'), ('creates', 'boolean'), ('result', 'text')$$,
  'a route has the columns that gateways read, of these types');
select isnt_empty('select from api.endpoint', 'there are routes');
select is_empty(
  'select path from api.endpoint where (method, path, function, auth, rate, result) is null',
  'a route says everything but its cache class'
);
select is_empty(
  $$select method from api.endpoint where method not in ('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'SSE', 'WS')$$,
  'methods are HTTP''s, or streams'
);
select is_empty(
  $$select path from api.endpoint where path !~ '^(/([a-z0-9-]+|\{[a-z_]+\}))+(\.ics)?$'$$,
  'paths are words and {fields}, and may name a kind of file'
);
select is_empty($$select path from api.endpoint where path !~ '^/v1/'$$, 'paths begin with the version');
select is_empty(
  $$select path from api.endpoint where result !~ '^[a-z_]+ [a-z_.]+(\[\])?(, [a-z_]+ [a-z_.]+(\[\])?)*$'$$,
  'a result is names and types'
);
select is_empty(
  $$select path, name from api.endpoint, unnest(rate) name where name not in ('general', 'booking')$$,
  'a route spends a quota in general and one of booking, and no other'
);
select is_empty(
  $$select path from api.endpoint where not rate @> '{general}'$$,
  'every route counts against the quota in general'
);
select set_eq(
  $$select path from api.endpoint where rate @> '{booking}'$$,
  array['/v1/bookings', '/v1/bookings/soonest', '/v1/bookings/{booking_id}/reschedule'],
  'to book and to move count as booking'
);
select is_empty(
  $$select path from api.endpoint where cardinality(rate) <> (select count(distinct name) from unnest(rate) name)$$,
  'no route spends a quota twice'
);
select throws_ok(
  'drop function api.book_slot(uuid, uuid, uuid)',
  '2BP01',
  null,
  'a function that has a route cannot be dropped'
);
select throws_ok(
  $$insert into api.endpoint (method, path) values ('GET', '/v1/everything')$$,
  '55000',
  null,
  'a route cannot be inserted'
);
select throws_ok('delete from api.endpoint', '55000', null, 'a route cannot be deleted');
select is(function, 'api.book_slot'::regproc,
  'POST /v1/bookings books a slot'
) from api.endpoint where method = 'POST' and path = '/v1/bookings';

select * from finish();
rollback;
