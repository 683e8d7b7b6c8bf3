create or replace function api.rotate_webhook(
  p_user_id uuid,
  p_webhook_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_secret bytea;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'rotate webhook');
  end if;
  update medbook.webhooks
     set previous_secret = secret, previous_until = core.later(core.now(), '24 hours'), secret = outbound.new_secret()
   where id = p_webhook_id returning secret into v_secret;
  if not found then
    return core.refuse('WEBHOOK_NOT_FOUND');
  end if;
  perform core.record('rotate webhook', p_user_id, null);
  return outbound.answer_webhook(p_webhook_id, v_secret);
end
$$;

comment on function api.rotate_webhook(uuid, uuid) is
'Gives a webhook a new secret; for 24 hours the old one signs too
Answers secret, which is shown only now. Rotate twice to end an old secret at once. Refuses FORBIDDEN,
WEBHOOK_NOT_FOUND.';
