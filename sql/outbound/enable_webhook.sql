create or replace function outbound.enable_webhook(
  p_webhook_id uuid,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
as $$
begin
  update medbook.webhooks set disabled_at = null, disabled_because = null
   where id = p_webhook_id and disabled_at is not null;
  if found then
    update medbook.deliveries set due_at = p_now, failures = 0, failing_since = null
     where webhook_id = p_webhook_id and delivered_at is null;
  end if;
end
$$;

comment on function outbound.enable_webhook(uuid, timestamptz) is
'Goes on with a webhook that was disabled, with what still waits for it at once
p_webhook_id: the webhook. p_now: the time of the call.';
