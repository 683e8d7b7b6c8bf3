begin;
\ir ../names.psql
select plan(6);

select is_empty('select function from api.refusal group by function having count(*) > 1',
  'each function is there once');
select is_empty($$select function from api.refusal
   where function not in (select function from api.endpoint) and function::text !~ '^account\.'$$,
  'each has a route, or an operation on accounts');
select is_empty(
  'select function, code from api.refusal, unnest(codes) code where code not in (select code from api.problem)',
  'its code is a problem');
select is_empty('select function from api.refusal, unnest(codes) code group by function, code having count(*) > 1',
  'each code is there once');

-- The comment is for people, who read the reasons there; it names the same codes.
create temp view named as
select distinct p.oid::regproc as function, word[1] as code
  from pg_proc p, regexp_matches(obj_description(p.oid, 'pg_proc'), '\m[A-Z_]+\M', 'g') word
 where (p.pronamespace = 'api'::regnamespace or p.oid in (select function from api.refusal))
   and word[1] in (select code from api.problem);
select set_eq(
  'select function::oid, code from api.refusal, unnest(codes) code',
  'select function::oid, code from named',
  'the comment of the function names the same codes');
select is(
  (select codes from api.refusal where function = 'api.confirm_booking'::regproc),
  '{FORBIDDEN,BOOKING_NOT_FOUND,BOOKING_EXPIRED,INVALID_STATUS,SLOT_LOCKED,SLOT_UNAVAILABLE,SERVICE_NOT_FOUND,
    SERVICE_RESTRICTED,SERVICE_NOT_OFFERED,SLOT_IN_PAST,
  OUTSIDE_BOOKING_WINDOW,OVERLAPPING_BOOKING,HOLD_LIMIT,BOOKING_LIMIT}',
  'a confirmation is refused with the codes of the design');

select * from finish();
rollback;
