begin;
\ir ../names.psql
select plan(21);

select core.record('try', :'ann', :'ben') as recorded \gset
select is(count(*), 1::bigint, 'there is one line more') from medbook.audit;
select is(action, 'try', 'it says what was done') from medbook.audit;
select is(actor_id, :'ann'::uuid, 'it has the actor') from medbook.audit;
select is(subject_id, :'ben'::uuid, 'it has the subject') from medbook.audit;
select is(outcome, 'OK', 'the outcome is OK by default') from medbook.audit;
select is(at, '2030-01-07 08:00Z', 'it says when') from medbook.audit;
select is(trace_id, null, 'in psql there is no trace') from medbook.audit;
select is(login, session_user::text, 'it says which role had signed in') from medbook.audit;

update test.clock set now = '2030-01-07 08:00:00.000001Z';
select set_config('medbook.trace_id', '4bf92f3577b34da6a3ce929d0e0e4736', true) as traced \gset
select core.record('try again', null, null, 'FORBIDDEN') as recorded \gset
select is(
  to_jsonb(a) - 'id',
  jsonb_build_object('at', '2030-01-07T08:00:00.000001+00:00', 'action', 'try again', 'actor_id', null, 'subject_id',
    null, 'outcome', 'FORBIDDEN', 'trace_id', '4bf92f3577b34da6a3ce929d0e0e4736', 'login', session_user),
  'a refusal, by and about nobody that is known, with the trace of its request, to the microsecond'
) from medbook.audit a where action = 'try again';
select cmp_ok(max(id), '>', min(id), 'later lines have higher numbers') from medbook.audit;
select set_config('medbook.trace_id', '', true) as traced \gset
select core.record('untraced', null, null) as recorded \gset
select is(trace_id, null, 'an empty trace is none') from medbook.audit where action = 'untraced';
select core.record('by nobody we know', :'nobody', :'nobody') as recorded \gset
select is(
  actor_id,
  :'nobody'::uuid,
  'a deleted user can be named'
) from medbook.audit where action = 'by nobody we know';
select core.record(repeat('ß', 100), null, null) as recorded \gset
select is(count(*), 1::bigint, 'an action may have 100 characters') from medbook.audit where length(action) = 100;
select core.record(repeat('x', 101), null, null) as recorded \gset
select is(count(*), 1::bigint, 'a longer one is cut') from medbook.audit where action = repeat('x', 100);
select throws_ok('select core.record(null, null, null)', '23502', null, 'a line says what was done');
select throws_ok($$select core.record('try', null, null, null)$$, '23502', null, 'a line says what came of it');
select is(count(*), 6::bigint, 'the refused calls wrote nothing') from medbook.audit;

-- Nobody writes what did not happen.
select isnt_definer('core', 'record', array['text', 'uuid', 'uuid', 'text'], 'it writes by its caller''s rights');
select throws_ok(
  $$set local role medbook_gateway; select core.record('try', null, null)$$,
  '42501',
  'permission denied for function record',
  'the gateway cannot write lines of its own'
);
select throws_ok(
  $$set local role medbook_worker; select core.record('try', null, null)$$,
  '42501',
  'permission denied for function record',
  'nor can the worker'
);
grant usage on schema test to medbook_operator;
grant select on test.clock to medbook_operator;
select throws_ok(
  $$set local role medbook_operator; select core.record('try', null, null)$$,
  '42501',
  'permission denied for table audit',
  'nor can operators'
);

select * from finish();
rollback;
