begin;
\ir ../names.psql
select plan(11);

\ir ../webhook.psql
select api.confirm_booking(:'ann', :'booking'), api.book_slot(:'ben', :'dora_2'), pg_temp.tell();
update medbook.webhooks set previous_secret = sha256('old'), previous_until = core.later(core.now(), '1 hour');
select is_empty('select outbound.claim_deliveries(0)', 'no more is given than is asked for');
create temp table claimed as select * from outbound.claim_deliveries(9);
select is(
  (select count(*) from claimed),
  2::bigint,
  'the first event of each booking is given'
);
select is_empty('select outbound.claim_deliveries(9)', 'to one notifier, and the next of the booking to none');
select results_eq(
  'select webhook_id, event_id, attempt, url from claimed order by 2 limit 1',
  format('select %L::uuid, 1::bigint, 1, %L', :'hook', 'https://a.example/hook?x=1'),
  'with where to send it'
);
select is(
  (select secrets from claimed limit 1),
  (select array[secret, sha256('old')] from medbook.webhooks),
  'both secrets sign after a rotation'
);
select is(
  (select body::jsonb from claimed where event_id = 1),
  (select jsonb_build_object('type', 'booking.held', 'timestamp', at,
     'data', to_jsonb(e) - '{type,at}'::text[]) from api.event e where id = 1),
  'the body is the event'
);
update test.clock set now = now + interval '59 seconds';
select is_empty('select outbound.claim_deliveries(9)', 'for a minute nobody else gets it');
update test.clock set now = now + interval '1 second';
select is(attempt, 2, 'then it is another attempt') from outbound.claim_deliveries(1);
update test.clock set now = now + interval '1 hour';
select is(cardinality(secrets), 1, 'the old secret signs no longer') from outbound.claim_deliveries(1);
insert into medbook.events select n, :'dora', md5(n::text)::uuid, 'PENDING', 0 from generate_series(100, 120) n;
update medbook.deliveries set delivered_at = core.now(), claimed_until = null;
insert into medbook.deliveries (webhook_id, event_id, booking_id, due_at)
select :'hook', n, md5(n::text)::uuid, core.now() from generate_series(100, 120) n;
select lives_ok('select outbound.claim_deliveries(99)', 'many wait');
select is(
  (select count(*) from medbook.deliveries where claimed_until is not null and delivered_at is null),
  8::bigint,
  'of one webhook eight are sent at once'
);

select * from finish();
rollback;
