begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(11);

select is(api.leave_waitlist(:'gone', :'ann_waits') ->> 'error', 'FORBIDDEN', 'a deactivated user does nothing');
select is(
  api.leave_waitlist(:'ben', :'ann_waits'),
  '{"success": false, "error": "WAITLIST_NOT_FOUND"}',
  'nobody leaves for somebody else'
);
select pg_temp.free(1) as offered \gset
select is(
  api.leave_waitlist(:'ann', :'ann_waits'),
  jsonb_build_object('success', true, 'left', :'ann_waits'),
  'who waits can leave'
);
select to_jsonb(w) as before from medbook.waitlist w where id = :'ann_waits' \gset
select is(:'before'::jsonb ->> 'ended_because', 'LEFT', 'which is remembered');
update test.clock set now = now + interval '1 second';
select is(api.leave_waitlist(:'ann', :'ann_waits') ->> 'success', 'true', 'a repeated call succeeds');
select is(to_jsonb(w), :'before'::jsonb, 'and changes nothing') from medbook.waitlist w where id = :'ann_waits';
select is(pg_temp.offers(), '{"Ann 1"}', 'what is offered stays held');
select is_empty($$select from medbook.audit where action = 'leave waitlist' and outcome = 'OK'$$,
  'a patient who leaves is nobody else''s business');

-- An administrator.
select is(
  api.leave_waitlist(:'chief', :'ben_waits'),
  jsonb_build_object('success', true, 'left', :'ben_waits'),
  'an administrator takes a patient off the list'
);
select api.leave_waitlist(:'chief', :'ben_waits') as again \gset
select results_eq(
  $$select actor_id, subject_id from medbook.audit where action = 'leave waitlist' and outcome = 'OK'$$,
  format('values (%L::uuid, %L::uuid)', :'chief', :'ben'),
  'which is recorded once'
);
select is(pg_temp.free(2), '{"Ann 1"}', 'and who was taken off is offered nothing');

select * from finish();
rollback;
