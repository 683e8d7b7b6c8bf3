begin;
\ir ../names.psql
select plan(7);

select set_eq(
  'select name from api.cache_class',
  array['reference', 'profile', 'availability'],
  'there are three classes'
);
select is_empty('select name from api.cache_class group by name having count(*) > 1', 'each is there once');
select is_empty(
  'select cache from api.endpoint where cache is not null and cache not in (select name from api.cache_class)',
  'every route has one of them, or none'
);
select is_empty(
  $$select path from api.endpoint where cache is not null and (method <> 'GET' or auth <> 'none')$$,
  'a response that depends on the caller is not cached'
);
select is_empty(
  $$select path from api.endpoint where cache is not null and path ~ 'booking|session|/me'$$,
  'bookings never are'
);
select results_eq(
  $$select local_seconds, shared_seconds from api.cache_class order by name$$,
  $$values (30, 30), (300, 600), (3600, null)$$,
  'the times are those of the seed'
);
select set_eq(
  'select distinct event from api.cache_class, unnest(events) event',
  array['slot', 'doctors', 'services', 'settings', 'minute'],
  'the events are those of the feed'
);

select * from finish();
rollback;
