create or replace function core.forbid(
  p_user_id uuid,
  p_action text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
begin
  perform core.record(p_action, p_user_id, null, 'FORBIDDEN');
  return core.refuse('FORBIDDEN');
end
$$;

comment on function core.forbid(uuid, text) is
'Refuses a caller who may not do this, and writes the attempt to the audit
p_user_id: the caller. p_action: what the caller tried to do. Refuses FORBIDDEN.';
