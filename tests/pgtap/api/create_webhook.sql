begin;
\ir ../names.psql
select plan(9);

select is(api.create_webhook(:'ann', 'https://a.example/') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(api.create_webhook(:'chief', 'http://a.example/') #>> '{errors,0,pointer}', '#/url', 'the URL is checked');
select is(api.create_webhook(:'chief', null) #>> '{errors,0,pointer}', '#/url', 'and must be there');
select is(
  api.create_webhook(:'chief', 'https://a.example/', '["x"]') #>> '{errors,0,pointer}',
  '#/event_types',
  'so are the events'
);
select api.create_webhook(:'chief', 'https://a.example/', '["booking.held"]') as answer \gset
select is(
  (:'answer'::jsonb -> 'webhook') - '{id,created_at}'::text[],
  jsonb '{"url": "https://a.example/", "event_types": ["booking.held"], "disabled_at": null, "disabled_because": null,
          "previous_until": null, "waiting": 0, "failing_since": null}',
  'the webhook is shown'
);
select is(:'answer'::jsonb -> 'created', :'answer'::jsonb #> '{webhook,id}', 'with its id');
select is(
  :'answer'::jsonb ->> 'secret',
  (select 'whsec_' || encode(secret, 'base64') from medbook.webhooks),
  'and its secret'
);
select is(
  api.create_webhook(:'chief', 'https://b.example/') #> '{webhook,event_types}',
  to_jsonb(outbound.event_types()),
  'it may get all events'
);
select is((:audited) #>> '{0,action}', 'create webhook', 'it is recorded');

select * from finish();
rollback;
