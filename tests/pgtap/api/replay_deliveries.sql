begin;
\ir ../names.psql
select plan(12);

\ir ../webhook.psql
select is(api.replay_deliveries(:'ann', :'hook', 1) ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(
  api.replay_deliveries(:'chief', :'nobody', 1) ->> 'error',
  'WEBHOOK_NOT_FOUND',
  'the webhook must be there'
);
select is(api.replay_deliveries(:'chief', :'hook') ->> 'error', 'INVALID_INPUT', 'something is asked for');
select is(
  api.replay_deliveries(:'chief', :'hook', 1, core.now()) ->> 'error',
  'INVALID_INPUT',
  'one event, or all since a time'
);
select is(api.replay_deliveries(:'chief', :'hook', 2) ->> 'error', 'EVENT_NOT_FOUND', 'the event must be there');
update medbook.deliveries set delivered_at = core.now(), attempts = 1;
select is(api.replay_deliveries(:'chief', :'hook', 1) ->> 'queued', '1', 'one event is queued again');
select is(waiting, 1, 'and waits') from api.webhook;
update medbook.deliveries set delivered_at = core.now();
update test.clock set now = now + interval '1 minute';
update medbook.webhooks set disabled_at = core.now(), disabled_because = 'GONE';
select api.confirm_booking(:'ann', :'booking'), api.cancel_booking(:'ann', :'booking'), pg_temp.tell();
update medbook.webhooks
   set disabled_at = null, disabled_because = null, event_types = '{booking.held,booking.confirmed}';
select is((select count(*) from medbook.deliveries), 1::bigint, 'what happened while it was disabled is missing');
select is(
  api.replay_deliveries(:'chief', :'hook', null, core.now()) ->> 'queued',
  '1',
  'what it gets since a time is queued'
);
select is(
  api.replay_deliveries(:'chief', :'hook', null, core.later(core.now(), '-1 minute')) ->> 'queued',
  '2',
  'what it had is queued again'
);
select is((select waiting from api.webhook), 2, 'once');
select is((:audited) #>> '{0,action}', 'replay deliveries', 'it is recorded');

select * from finish();
rollback;
