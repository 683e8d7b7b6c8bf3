begin;
\ir ../names.psql
select plan(4);

\ir ../webhook.psql
select columns_are(
  'api',
  'webhook',
  array['id', 'url', 'event_types', 'created_at', 'disabled_at', 'disabled_because', 'previous_until', 'waiting',
        'failing_since'],
  'a webhook has the members that the documentation names, and no secret'
);
select is(waiting, 1, 'what waits is counted') from api.webhook;
update medbook.deliveries set failing_since = core.now();
select is(failing_since, core.now(), 'what fails is told') from api.webhook;
update medbook.deliveries set failing_since = null, delivered_at = core.now();
select is(waiting, 0, 'what is delivered waits no longer') from api.webhook;

select * from finish();
rollback;
