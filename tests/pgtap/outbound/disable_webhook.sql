begin;
\ir ../names.psql
select plan(5);

\ir ../webhook.psql
select outbound.disable_webhook(:'hook', 'GONE', core.now()) as done \gset
select is((select disabled_because from api.webhook), 'GONE', 'it says why');
select is((select disabled_at from api.webhook), core.now(), 'and since when');
select is((select waiting from api.webhook), 1, 'what was queued waits');
select is_empty('select outbound.claim_deliveries(9)', 'and is not sent');
select outbound.disable_webhook(:'hook', 'ADMINISTRATOR', core.now()) as done \gset
select is((select disabled_because from api.webhook), 'GONE', 'what disabled it first is told');

select * from finish();
rollback;
