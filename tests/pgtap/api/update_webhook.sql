begin;
\ir ../names.psql
select plan(10);

\ir ../webhook.psql
select is(api.update_webhook(:'ann', :'hook') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(api.update_webhook(:'chief', :'nobody') ->> 'error', 'WEBHOOK_NOT_FOUND', 'it must be there');
select is(api.update_webhook(:'chief', :'hook', 'x') ->> 'error', 'INVALID_INPUT', 'the URL is checked');
select is(api.update_webhook(:'chief', :'hook', null, '[]') ->> 'error', 'INVALID_INPUT', 'so are the events');
select is(
  api.update_webhook(:'chief', :'hook', 'https://b.example/') #>> '{webhook,url}',
  'https://b.example/',
  'the URL changes'
);
select is(
  api.update_webhook(:'chief', :'hook', null, '["booking.held"]') #>> '{webhook,url}',
  'https://b.example/',
  'what is not given stays'
);
select is(event_types, jsonb '["booking.held"]', 'and what is given does not') from api.webhook;
select is(
  api.update_webhook(:'chief', :'hook', p_is_disabled => true) #>> '{webhook,disabled_because}',
  'ADMINISTRATOR',
  'it is disabled'
);
select is(
  api.update_webhook(:'chief', :'hook', p_is_disabled => false) #>> '{webhook,disabled_because}',
  null,
  'and enabled'
);
select is((:audited) #>> '{0,action}', 'update webhook', 'it is recorded');

select * from finish();
rollback;
