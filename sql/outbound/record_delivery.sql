create or replace function outbound.record_delivery(
  p_webhook_id uuid,
  p_event_id bigint,
  p_attempt integer,
  p_status integer,
  p_error text,
  p_retry_after integer
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_now timestamptz := core.now();
  v_is_good boolean := p_error is null;
  v_delivery medbook.deliveries;
begin
  update medbook.deliveries
     set claimed_until = null, last_status = p_status, last_error = p_error,
         delivered_at = case when v_is_good then v_now end,
         failures = failures + (not v_is_good)::integer,
         failing_since = case when not v_is_good then coalesce(failing_since, v_now) end,
         due_at = case when v_is_good then due_at else core.later(v_now, greatest(
           outbound.retry_delay(failures), least(coalesce(p_retry_after, 0), 86400) * interval '1 second')) end
   -- Who was so late that another has claimed it is not heard.
   where webhook_id = p_webhook_id and event_id = p_event_id and attempts = p_attempt and claimed_until is not null
  returning * into v_delivery;
  if not found then
    return false;
  elsif not v_is_good then
    update medbook.deliveries set due_at = greatest(due_at, v_delivery.due_at)
     where webhook_id = p_webhook_id and booking_id = v_delivery.booking_id and event_id > p_event_id
       and delivered_at is null;
    if p_status = 410 then
      perform outbound.disable_webhook(p_webhook_id, 'GONE', v_now);
    elsif v_delivery.due_at > core.later(v_delivery.failing_since, '3 days') then
      perform outbound.disable_webhook(p_webhook_id, 'FAILING', v_now);
    end if;
  end if;
  return true;
end
$$;

comment on function outbound.record_delivery(uuid, bigint, integer, integer, text, integer) is
'Notes what came of a delivery; false if it is claimed anew meanwhile
p_webhook_id, p_event_id, p_attempt: as outbound.claim_deliveries gave them. p_status: of the answer; null: there was
none. p_error: why it has failed, one word; null: it is delivered. p_retry_after: seconds that the receiver asks to
wait, a day at most; null: it does not ask. What fails is sent again, later each time; after three days, or at once if
the receiver answers 410, its webhook is disabled.';
