begin;
\ir ../names.psql
select plan(9);

select is(account.request_reset('Ann@Example.com'), '{"success": true}', 'an account gets mail');
select is(
  account.request_reset('nobody@example.com'), '{"success": true}', 'without an account the answer is the same'
);
select is(account.request_reset('gone@example.com'), '{"success": true}', 'likewise for a deactivated one');
select results_eq(
  'select kind, user_id, due_at from medbook.mails',
  format('select %L, %L::uuid, core.now()', 'password_reset', :'ann'),
  'one mail waits'
);
select is(
  account.request_reset('ann') #>> '{errors,0,pointer}', '#/email', 'what is no address is refused'
);
update test.clock set now = now + interval '5 minutes';
select account.request_reset('ann@example.com');
select results_eq('select due_at from medbook.mails', 'select core.now()', 'and still one, which is as good as new');
select is((select count(*) from medbook.password_resets), 0::bigint, 'there is no code yet');
update medbook.mails set sent_at = core.now();
update test.clock set now = now + interval '1 minute';
select account.request_reset('ann@example.com');
select is(
  (select next_at from medbook.mails where sent_at is null),
  core.later(core.now(), '4 minutes'),
  'the next is sent five minutes after the last'
);
select is(
  (select array_agg(actor_id order by id) from medbook.audit where action = 'request password reset'),
  array[:'ann', null, null, :'ann', :'ann']::uuid[],
  'each is in the audit, with an account or without'
);

select * from finish();
rollback;
