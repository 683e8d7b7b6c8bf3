begin;
\ir ../names.psql
select plan(3);

\ir ../webhook.psql
select is(
  outbound.answer_webhook(:'hook'),
  (select jsonb_build_object('success', true, 'webhook', to_jsonb(w)) from api.webhook w),
  'the webhook is shown, without its secret'
);
select is(
  outbound.answer_webhook(:'hook', '\x000102') ->> 'secret',
  'whsec_AAEC',
  'but with a new one, as Standard Webhooks writes it'
);
select is(outbound.answer_webhook(:'nobody'), null, 'one that is not there is not shown');

select * from finish();
rollback;
