begin;
\ir ../names.psql
select plan(3);

\ir ../webhook.psql
select columns_are(
  'api',
  'delivery',
  array['webhook_id', 'event_id', 'type', 'at', 'booking_id', 'state', 'attempts', 'last_status', 'last_error',
        'due_at', 'delivered_at'],
  'a delivery has the members that the documentation names'
);
select results_eq(
  'select event_id, type, state, due_at from api.delivery',
  'select 1::bigint, $$booking.held$$, $$WAITING$$, core.now()',
  'it waits until it is due'
);
update medbook.deliveries set delivered_at = core.now();
select results_eq(
  'select state, due_at from api.delivery',
  'select $$DELIVERED$$, null::timestamptz',
  'then it is delivered'
);

select * from finish();
rollback;
