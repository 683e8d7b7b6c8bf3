create or replace function outbound.queue_deliveries(
  p_after bigint,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
as $$
begin
  insert into medbook.deliveries (webhook_id, event_id, booking_id, due_at)
  select w.id, e.id, e.booking_id, greatest(p_now, (
           select max(due_at) from medbook.deliveries d
            where d.webhook_id = w.id and d.booking_id = e.booking_id and d.delivered_at is null))
    from api.event e
    join medbook.webhooks w on w.disabled_at is null and e.type = any(coalesce(w.event_types, array[e.type]))
   where e.id > p_after
     -- Without webhooks no event is read.
     and exists (select from medbook.webhooks where disabled_at is null)
     -- A webhook that is being deleted is waited for: its deliveries would refer to nothing.
     for key share of w;
end
$$;

comment on function outbound.queue_deliveries(bigint, timestamptz) is
'Queues new events for the webhooks that get them, in the transaction that numbers the events
p_after: the last event that was queued. p_now: the time of the call. What is disabled gets nothing: an administrator
may replay what it has missed. An event waits as long as those of the same booking that come before it.';
