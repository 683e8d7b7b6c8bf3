begin;
\ir ../names.psql
select plan(6);

\ir ../webhook.psql
select is(api.rotate_webhook(:'ann', :'hook') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(api.rotate_webhook(:'chief', :'nobody') ->> 'error', 'WEBHOOK_NOT_FOUND', 'it must be there');
select api.rotate_webhook(:'chief', :'hook') as answer \gset
select isnt(:'answer'::jsonb ->> 'secret', :'secret', 'there is a new secret');
select results_eq(
  $$select 'whsec_' || encode(secret, 'base64'), 'whsec_' || encode(previous_secret, 'base64') from medbook.webhooks$$,
  format('select %L, %L', :'answer'::jsonb ->> 'secret', :'secret'),
  'and the old one is kept'
);
select is(previous_until, core.later(core.now(), '24 hours'), 'for a day') from api.webhook;
select is((:audited) #>> '{0,action}', 'rotate webhook', 'it is recorded');

select * from finish();
rollback;
