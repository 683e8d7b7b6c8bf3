begin;
select plan(10);

select is_empty(
  $$select oid::regproc from pg_proc where pronamespace in ('api'::regnamespace, 'health'::regnamespace)
    and oid::regproc::text not in (select name from api.manual)$$,
  'it has every function of the schemas api and health'
);
select set_eq(
  $$select name from api.manual where name !~ '^(api|health)\.'$$,
  '{account.grant_role,account.set_active,account.erase_user,calendar.import_doctors,calendar.open_all_slots}'::text[],
  'and those of other schemas that the README tells DBAs to call'
);
select is_empty('select name from api.manual group by name having count(*) > 1', 'each once');
select is_empty(
  $$select name from api.manual where not has_function_privilege('medbook_operator', name::regproc, 'execute')$$,
  'operators may call what it has'
);
select is_empty(
  $$select name, summary from api.manual
    where summary !~ '^\S' or summary ~ '\n' or length(name) > 26 or length(summary) > 88$$,
  'name and summary fit into a line of 120 columns'
);
select is(
  (select arguments from api.manual where name = 'api.cancel_booking'),
  'p_user_id uuid, p_booking_id uuid, p_reason text DEFAULT NULL::text',
  'arguments have types and defaults'
);
select set_eq(
  $$select name, code from api.manual, unnest(refusals) code where name ~ '^api\.'$$,
  $$select function::text, code from api.refusal, unnest(codes) code where function::text ~ '^api\.'$$,
  'refusals of operations are those that HTTP answers'
);
select is(
  (select refusals from api.manual where name = 'account.grant_role'),
  '{USER_NOT_FOUND}',
  'other functions have theirs too'
);
select matches(
  (select details from api.manual where name = 'api.confirm_booking'),
  '^For the patient or an administrator\. p_booking_id: the booking\. p_if_still_free: ',
  'details are the comment after its first line'
);
select lives_ok(
  'set local role medbook_operator; select name, summary from api.manual; reset role',
  'operators can read it'
);

select * from finish();
rollback;
