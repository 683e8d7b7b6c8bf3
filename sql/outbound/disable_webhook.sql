create or replace function outbound.disable_webhook(
  p_webhook_id uuid,
  p_because text,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
as $$
begin
  update medbook.webhooks set disabled_at = p_now, disabled_because = p_because
   where id = p_webhook_id and disabled_at is null;
end
$$;

comment on function outbound.disable_webhook(uuid, text, timestamptz) is
'Sends a webhook nothing more; what was queued waits until it is enabled again
p_webhook_id: the webhook. p_because: as medbook.webhooks has it. p_now: the time of the call.';
