begin;
\ir ../names.psql
select plan(6);

\ir ../webhook.psql
select is(api.list_webhooks(:'ann') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(api.list_webhooks(:'chief', 0) ->> 'error', 'INVALID_INPUT', 'a page has at least one');
select is(api.list_webhooks(:'chief', 1, 'x') ->> 'error', 'INVALID_INPUT', 'a cursor is one that was given');
select api.create_webhook(:'chief', 'https://b.example/') #>> '{webhook,id}' as other \gset
update medbook.webhooks set created_at = core.later(created_at, '1 hour') where id = :'other';
select api.list_webhooks(:'chief', 1) as page \gset
select is(:'page'::jsonb #>> '{webhooks,0,id}', :'hook', 'the oldest comes first');
select is(
  api.list_webhooks(:'chief', 1, :'page'::jsonb ->> 'next_cursor') #>> '{webhooks,0,id}',
  :'other',
  'the next page goes on'
);
select unalike(api.list_webhooks(:'chief')::text, '%secret%', 'no secret is shown');

select * from finish();
rollback;
