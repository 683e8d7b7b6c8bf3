begin;
select plan(17);

select columns_are(
  'api',
  'problem',
  array['code', 'status', 'retry_after', 'sqlstates', 'title', 'detail', 'type'],
  'a problem has a code, a status, words and a type'
);
select is_empty('select code from api.problem group by code having count(*) > 1', 'every code has one row');
select is_empty($$select code from api.problem where code !~ '^[A-Z]+(_[A-Z]+)*$'$$, 'codes are words in capitals');
select is_empty('select code from api.problem where status not between 400 and 599', 'every status is an error''s');
select is_empty(
  $$select code from api.problem where coalesce(title, '') = '' or coalesce(detail, '') = ''$$,
  'every problem has a title and a detail'
);
select is_empty(
  $$select code from api.problem where title ~ '[.:]$' or detail !~ '\.$'$$,
  'titles are headings, details are sentences'
);
select is_empty('select code from api.problem where retry_after < 1', 'a retry waits for a second at least');
select is(retry_after, 1, 'a locked slot is worth a retry after a second') from api.problem where code = 'SLOT_LOCKED';
select isnt(retry_after, null, 'an unavailable service is worth a retry') from api.problem where code = 'UNAVAILABLE';
select is_empty(
  $$select state from api.problem, unnest(sqlstates) state where state !~ '^[0-9A-Z]{2,5}$'$$,
  'SQLSTATEs are whole ones or beginnings'
);
select is_empty($$select a.state from (select code, unnest(sqlstates) as state from api.problem) a
  join (select code, unnest(sqlstates) as state from api.problem) b on a.code <> b.code
    and a.state like b.state || '%'$$,
  'no SQLSTATE has two codes');
select is_empty(
  $$select code from api.problem where code ~ '_NOT_FOUND$' and status <> 404$$,
  'unknown objects are 404'
);
select is(
  count(*),
  12::bigint,
  'slots, bookings, doctors, services, leave, sessions, calendars, links, users, wishes, webhooks and events can be'
    ' not found'
) from api.problem where code ~ '_NOT_FOUND$';
select is(
  type,
  'https://iana.org/assignments/http-problem-types#quota-exceeded',
  'a used-up quota is of the registered type'
) from api.problem where code = 'RATE_LIMITED';
select is_empty(
  $$select code, type from api.problem where code <> 'RATE_LIMITED' and type is distinct
    from 'urn:medbook:problem:' || lower(translate(code, '_', '-'))$$,
  'every other problem is of the type that its code names'
);
select is(
  type,
  'urn:medbook:problem:session-not-found',
  'in small letters, with hyphens'
) from api.problem where code = 'SESSION_NOT_FOUND';
select is_empty('select type from api.problem group by type having count(*) > 1', 'every type is one problem''s');

select * from finish();
rollback;
