create or replace function api.delete_webhook(
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
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'delete webhook');
  end if;
  delete from medbook.webhooks where id = p_webhook_id;
  if not found then
    return core.refuse('WEBHOOK_NOT_FOUND');
  end if;
  perform core.record('delete webhook', p_user_id, null);
  return jsonb_build_object('success', true, 'deleted', p_webhook_id);
end
$$;

comment on function api.delete_webhook(uuid, uuid) is
'Deletes a webhook with all that waits for it
Answers deleted, its id. Refuses FORBIDDEN, WEBHOOK_NOT_FOUND.';
