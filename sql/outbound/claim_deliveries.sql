create or replace function outbound.claim_deliveries(
  p_limit integer
)
  returns table (
    webhook_id uuid,
    event_id bigint,
    attempt integer,
    url text,
    secrets bytea[],
    body text
  )
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
  -- Else PostgreSQL would plan the query at every poll, which takes ten times as long as to run it.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_now timestamptz := core.now();
begin
  return query
  with offered as (
    select d.*, busy.count + row_number() over (partition by d.webhook_id order by d.due_at, d.event_id) as place
      from medbook.webhooks w
     cross join lateral (select count(*) from medbook.deliveries f
                          where f.webhook_id = w.id and f.claimed_until > v_now) busy
     cross join lateral (
       select q.webhook_id, q.event_id, q.due_at from medbook.deliveries q
        where q.webhook_id = w.id and q.delivered_at is null and q.due_at <= v_now
          and (q.claimed_until is null or q.claimed_until <= v_now)
          -- With an offset it is looked up for each: joined, by a plan of an empty table, it would read all that waits.
          and not exists (select from medbook.deliveries b where b.webhook_id = w.id and b.booking_id = q.booking_id
                             and b.event_id < q.event_id and b.delivered_at is null offset 0)
        order by q.due_at, q.event_id
        -- A constant: else the planner expects so many that it reads and sorts all that waits.
        limit 8
          -- Who claims at the same time takes others.
          for no key update skip locked) d
     where w.disabled_at is null and busy.count < 8),
  due as (
    select o.webhook_id, o.event_id from offered o where o.place <= 8 order by o.due_at, o.event_id limit p_limit),
  claimed as (
    update medbook.deliveries q set attempts = q.attempts + 1, claimed_until = core.later(v_now, '1 minute')
      from due where q.webhook_id = due.webhook_id and q.event_id = due.event_id
    returning q.webhook_id, q.event_id, q.attempts)
  select c.webhook_id, c.event_id, c.attempts, w.url,
         array_remove(array[w.secret, case when w.previous_until > v_now then w.previous_secret end], null),
         jsonb_build_object('type', e.type, 'timestamp', e.at, 'data', to_jsonb(e) - '{type,at}'::text[])::text
    from claimed c join medbook.webhooks w on w.id = c.webhook_id join api.event e on e.id = c.event_id
   order by c.event_id;
end
$$;

comment on function outbound.claim_deliveries(integer) is
'Gives a notifier what it is to send now, for one minute; for medbook_notifier alone, since it shows secrets
p_limit: how many at most; of one webhook 8 at once, so that one that hangs leaves room for others. An event is given
when all earlier ones of its booking were delivered to the webhook. attempt: for outbound.record_delivery. secrets: sign
with each. body: what to send.';
