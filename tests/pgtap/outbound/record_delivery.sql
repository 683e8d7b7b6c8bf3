begin;
\ir ../names.psql
select plan(18);

\ir ../webhook.psql
create function pg_temp.note(p_attempt integer, p_status integer, p_error text, p_wait integer default null)
  returns boolean language sql as $$
  select outbound.record_delivery((select id from medbook.webhooks), 1, p_attempt, p_status, p_error, p_wait)
$$;
select api.confirm_booking(:'ann', :'booking'), pg_temp.tell();
select is(pg_temp.note(0, 200, null), false, 'what nobody has claimed is not noted');
select count(*) as claimed from outbound.claim_deliveries(9) \gset
select is(pg_temp.note(1, 500, 'STATUS'), true, 'what has failed is noted');
select results_eq(
  'select last_status, last_error, failures, failing_since from medbook.deliveries where event_id = 1',
  'select 500, $$STATUS$$, 1, core.now()',
  'with why and since when'
);
select is(
  array(select due_at from medbook.deliveries order by event_id),
  array_fill(core.later(core.now(), '5 seconds'), array[2]),
  'it is due again, and the next of the booking not before it'
);
select is(pg_temp.note(1, 200, null), false, 'once is enough');
update test.clock set now = now + interval '5 seconds';
select count(*) as claimed from outbound.claim_deliveries(9) \gset
select is(pg_temp.note(1, 200, null), false, 'who comes late is not heard');
select is(pg_temp.note(2, 503, 'STATUS', 600), true, 'a receiver may ask for a pause');
select is(due_at, core.later(core.now(), '10 minutes'), 'and gets it') from medbook.deliveries where event_id = 1;
update test.clock set now = now + interval '10 minutes';
select count(*) as claimed from outbound.claim_deliveries(9) \gset
savepoint claimed;
select is(pg_temp.note(3, 503, 'STATUS', 999999999), true, 'whatever it asks');
select is((select due_at from medbook.deliveries where event_id = 1), core.later(core.now(), '1 day'), 'a day is most');
rollback to claimed;
select is(pg_temp.note(3, 410, 'STATUS'), true, 'a receiver may be gone');
select is((select disabled_because from api.webhook), 'GONE', 'then its webhook is disabled at once');
rollback to claimed;
update medbook.deliveries set failing_since = core.later(core.now(), '-3 days') where event_id = 1;
select is(pg_temp.note(3, null, 'TIMEOUT'), true, 'it may fail for three days');
select is((select disabled_because from api.webhook), 'FAILING', 'then its webhook is disabled');
select is((select waiting from api.webhook), 2, 'and nothing is lost');
rollback to claimed;
select is(pg_temp.note(3, 204, null), true, 'it may succeed');
select results_eq(
  'select last_status, last_error, failing_since, delivered_at from medbook.deliveries where event_id = 1',
  'select 204, null, null::timestamptz, core.now()',
  'then it is delivered'
);
select is(event_id, 2::bigint, 'and the next of the booking is sent') from outbound.claim_deliveries(9);

select * from finish();
rollback;
