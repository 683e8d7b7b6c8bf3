begin;
\ir ../names.psql
select plan(27);

-- What is wrong with a good line, but for its changes: where, and what, for each wrong field.
create function pg_temp.checked(p_changes jsonb default '{}') returns text language sql as $$
  select string_agg((error ->> 'pointer') || ' ' || (error ->> 'detail'), ', ' order by n)
    from calendar.check_import(
      '{"name": "Dr. New", "specialization": "Neurology", "experience_years": "5", "fee": "9000", "currency": "EUR",
      "time_zone": "Europe/Berlin"}'::jsonb || p_changes,
                           '{Europe/Berlin,UTC}') as answer,
         jsonb_array_elements(answer -> 'errors') with ordinality as e (error, n)
$$;

select is(pg_temp.checked(), null, 'a good line is good');
select is(pg_temp.checked('{"experience_years": 5, "fee": 9000}'), null, 'numbers may be numbers');
select is(
  pg_temp.checked('{"room": "5"}'),
  '#/room is not known',
  'an unknown field is refused: it may be a typing error'
);
select is(pg_temp.checked('{"name": ""}'), '#/name is required', 'a doctor has a name');
select is(pg_temp.checked('{"name": null}'), '#/name is required', 'null is no name');
select is(pg_temp.checked('{"specialization": ""}'), '#/specialization is required', 'a doctor has a field');
select is(pg_temp.checked('{"experience_years": ""}'), '#/experience_years is required', 'years are told');
select is(pg_temp.checked('{"fee": ""}'), '#/fee is required', 'a fee is told');
select is(pg_temp.checked('{"currency": ""}'), '#/currency is required', 'a currency is told');
select is(pg_temp.checked('{"time_zone": ""}'), '#/time_zone is required', 'a time zone is told');
select is(
  pg_temp.checked('{"experience_years": "five"}'),
  '#/experience_years must be a whole number',
  'years are a number'
);
select is(
  pg_temp.checked('{"experience_years": "-1"}'),
  '#/experience_years must be a whole number',
  'and not negative'
);
select is(pg_temp.checked('{"experience_years": "5.5"}'), '#/experience_years must be a whole number', 'and whole');
select is(pg_temp.checked('{"experience_years": "81"}'), '#/experience_years must be from 0 to 80', 'and not too many');
select is(
  pg_temp.checked('{"experience_years": "99999999999"}'),
  '#/experience_years must be a whole number',
  'a huge number is no fault'
);
select is(pg_temp.checked('{"fee": "90.00"}'), '#/fee must be a whole number of minor units', 'a fee is told in cents');
select is(
  pg_temp.checked('{"fee": "9999999999"}'),
  '#/fee must be a whole number of minor units',
  'a huge fee is no fault'
);
select is(pg_temp.checked('{"fee": "0"}'), null, 'an appointment may be free');
select is(
  pg_temp.checked('{"currency": "euro"}'),
  '#/currency must be an ISO 4217 code such as EUR',
  'a currency is a code'
);
select is(
  pg_temp.checked('{"time_zone": "America/New_York"}'),
  '#/time_zone must be an IANA name such as Europe/Berlin',
  'a time zone is one of those that there are'
);
select is(
  pg_temp.checked('{"time_zone": "Mars/Olympus", "currency": "euro", "fee": "x", "experience_years": "81", "name": "",
    "room": 5, "bed": 1}'),
  '#/name is required, #/experience_years must be from 0 to 80, #/fee must be a whole number of minor units, '
  '#/currency must be an ISO 4217 code such as EUR, #/time_zone must be an IANA name such as Europe/Berlin, '
  '#/bed is not known, #/room is not known',
  'every wrong field is named, in the order of the columns, and then what is not known'
);
select is(
  pg_temp.checked('{"name": "  ", "specialization": "\t\u00a0"}'),
  '#/name must not be blank, #/specialization must not be blank',
  'what shows nothing is no name'
);
select is(
  pg_temp.checked('{"fee": "-1", "name": null}'),
  '#/name is required, #/fee must be a whole number of minor units',
  'a number with a sign is none'
);
select is(calendar.check_import('{}', '{UTC}') #>> '{errors,5,pointer}', '#/time_zone', 'of nothing all is missing');
select is(jsonb_array_length(calendar.check_import('{}', '{UTC}') -> 'errors'), 6, 'but a reference, which may be');
select is(calendar.check_import('"a line"', '{UTC}') #>> '{errors,0,pointer}', '#/', 'a text is no line');
select is(calendar.check_import('[]', '{UTC}') #>> '{errors,0,pointer}', '#/', 'a list is no line');

select * from finish();
rollback;
