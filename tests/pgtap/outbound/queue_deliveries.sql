begin;
\ir ../names.psql
select plan(5);

\ir ../webhook.psql
select results_eq(
  'select webhook_id, event_id, booking_id, attempts from medbook.deliveries',
  format('select %L::uuid, 1::bigint, %L::uuid, 0', :'hook', :'booking'),
  'an event is queued for a webhook that gets all'
);
update medbook.deliveries set due_at = core.later(core.now(), '1 hour');
update medbook.webhooks set event_types = '{booking.confirmed}';
select api.confirm_booking(:'ann', :'booking'), pg_temp.tell();
select is(
  (select due_at from medbook.deliveries where event_id = 2),
  core.later(core.now(), '1 hour'),
  'one of the same booking waits as long as the one before it'
);
select api.cancel_booking(:'ann', :'booking'), pg_temp.tell();
select is((select max(event_id) from medbook.deliveries), 2::bigint, 'what it does not get is not queued');
update medbook.webhooks set event_types = null, disabled_at = core.now(), disabled_because = 'GONE';
select api.book_slot(:'ann', :'dora_2'), pg_temp.tell();
select is((select max(event_id) from medbook.deliveries), 2::bigint, 'nor for one that is disabled');
select is((select count(*) from medbook.events), 4::bigint, 'though all are events');

select * from finish();
rollback;
