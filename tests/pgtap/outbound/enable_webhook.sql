begin;
\ir ../names.psql
select plan(4);

\ir ../webhook.psql
update medbook.deliveries set due_at = core.later(core.now(), '1 day'), failures = 9, failing_since = core.now();
select outbound.enable_webhook(:'hook', core.now()) as done \gset
select is((select due_at > core.now() from medbook.deliveries), true, 'one that is not disabled stays as it is');
select outbound.disable_webhook(:'hook', 'FAILING', core.now()) as done \gset
select outbound.enable_webhook(:'hook', core.now()) as done \gset
select is((select disabled_at from api.webhook), null, 'it is enabled');
select is((select failing_since from api.webhook), null, 'its failures are forgotten');
select is((select count(*) from outbound.claim_deliveries(9)), 1::bigint, 'and what waits is sent at once');

select * from finish();
rollback;
