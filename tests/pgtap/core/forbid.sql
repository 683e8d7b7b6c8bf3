begin;
\ir ../names.psql
select plan(10);

select :state as state_before \gset
select :accounts as accounts_before \gset
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select is(
  core.forbid(:'ann', 'expire bookings'),
  '{"success": false, "error": "FORBIDDEN"}',
  'it answers FORBIDDEN'
);
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'expire bookings', 'actor_id',
    :'ann', 'subject_id', null, 'outcome', 'FORBIDDEN', 'trace_id', 'trace-1')),
  'the attempt is recorded'
);
select is(core.forbid(:'nobody', 'try') ->> 'error', 'FORBIDDEN', 'an unknown user is refused');
select is(core.forbid(null, 'try') ->> 'error', 'FORBIDDEN', 'nobody may do nothing');
select is(jsonb_array_length(:audited), 3, 'every refusal is recorded, once');
select throws_ok(format('select core.forbid(%L, null)', :'ann'), '23502', null, 'a refusal says what was tried');
select is(:state, :'state_before', 'nothing that is booked changes');
select is(:accounts, :'accounts_before', 'nor does any account');
select lives_ok(
  format($$set local role medbook_gateway; select core.forbid(%L, 'try'); reset role$$, :'ann'),
  'the gateway can record a refusal without a right to the audit'
);
select throws_ok(
  format($$set local role medbook_worker; select core.forbid(%L, 'try')$$, :'ann'),
  '42501',
  'permission denied for function forbid',
  'the worker refuses nobody'
);

select * from finish();
rollback;
