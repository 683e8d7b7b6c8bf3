begin;
\ir ../names.psql
select plan(12);

create function pg_temp.told(p_service jsonb) returns text language sql as $$
  select string_agg(e ->> 'pointer' || ' ' || (e ->> 'detail'), ', ' order by n)
    from jsonb_to_record(p_service) s (name text, description text, minutes integer, fee integer, currency text)
   cross join calendar.check_service(s.name, s.description, s.minutes, s.fee, s.currency) answer
   cross join jsonb_array_elements(answer -> 'errors') with ordinality as errors (e, n)
$$;
select is(calendar.check_service(null, null, null, null, null), null, 'what is not given is not wrong');
select is(
  pg_temp.told('{"name": "Video", "description": "By\nvideo", "minutes": 20, "fee": 0, "currency": "EUR"}'),
  null,
  'this is right'
);
select is(pg_temp.told('{"name": "", "description": "", "currency": ""}'),
  '#/name must have 1 to 100 characters', 'a name is not empty, the others may be');
select is(pg_temp.told(jsonb_build_object('name', repeat('n', 100))), null, 'a name may have 100 characters');
select is(
  pg_temp.told(jsonb_build_object('name', repeat('n', 101))),
  '#/name must have 1 to 100 characters',
  'and no more'
);
select is(
  pg_temp.told(jsonb_build_object('description', repeat('d', 1000))),
  null,
  'a description may have 1000 characters'
);
select is(
  pg_temp.told(jsonb_build_object('description', repeat('d', 1001))),
  '#/description must have at most 1000 characters',
  'and no more'
);
select is(pg_temp.told('{"minutes": 1}'), null, 'a minute is a visit');
select is(pg_temp.told('{"minutes": 480}'), null, 'eight hours are one');
select is(
  pg_temp.told('{"minutes": 0, "fee": -1, "currency": "euro"}'),
  '#/minutes must be from 1 to 480, #/fee must not be negative, '
    || '#/currency must be an ISO 4217 code such as EUR, or empty',
  'every wrong field is named'
);
select is(pg_temp.told('{"minutes": 481}'), '#/minutes must be from 1 to 480', 'more than eight hours are none');
select is(
  pg_temp.told('{"fee": 1, "currency": ""}'),
  '#/fee must not be given with an empty currency',
  'no price has no fee'
);

select * from finish();
rollback;
