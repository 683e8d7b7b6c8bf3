begin;
\ir ../names.psql
select plan(10);

select :accounts as before \gset
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select is(
  account.refuse_sign_in(:'ann', 'sign in'),
  '{"success": false, "error": "INVALID_CREDENTIALS"}',
  'a wrong password is refused'
);
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'sign in', 'actor_id', null,
    'subject_id', :'ann', 'outcome', 'INVALID_CREDENTIALS', 'trace_id', 'trace-1')),
  'the audit names the account, and no actor'
);
select is(
  account.refuse_sign_in(:'ann', 'change password') ->> 'error',
  'INVALID_CREDENTIALS',
  'so is a change of password with a wrong one'
);
select is(:audited #>> '{0,action}', 'change password', 'the attempted action is recorded');
select is(
  account.refuse_sign_in(null, 'sign in'),
  '{"success": false, "error": "INVALID_CREDENTIALS"}',
  'an account that does not exist is refused in the same words'
);
select is(
  :audited -> 0,
  jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'sign in', 'actor_id', null, 'subject_id', null,
    'outcome', 'INVALID_CREDENTIALS', 'trace_id', 'trace-1'),
  'that is recorded too, without the name that was typed'
);
select throws_ok(
  format('select account.refuse_sign_in(%L, null)', :'ann'),
  '23502',
  null,
  'the attempted action is required'
);
select is(jsonb_array_length(:audited), 3, 'every refusal is recorded once');
select is(:accounts, :'before', 'nothing else changes');
select lives_ok(
  format($$set local role medbook_gateway; select account.refuse_sign_in(%L, 'sign in'); reset role$$, :'ann'),
  'the gateway can record a refusal'
);

select * from finish();
rollback;
