create or replace function account.grant_role(
  p_user_id uuid,
  p_role medbook.role
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  update medbook.users set role = p_role where id = p_user_id;
  if not found then
    return core.refuse('USER_NOT_FOUND');
  end if;
  delete from medbook.calendar_links where user_id = p_user_id and doctor_id is not null and p_role = 'USER';
  perform account.end_sessions(p_user_id);
  perform core.record('grant role ' || p_role, null, p_user_id);
  return jsonb_build_object('success', true);
end
$$;

comment on function account.grant_role(uuid, medbook.role) is
'Makes a user an administrator, or a patient again; for DBAs only
p_user_id: the user. p_role: USER or ADMIN. Ends the user''s sessions, and as no administrator
any more the secret addresses of doctors'' calendars that the user made. Writes to the audit. Refuses USER_NOT_FOUND.';
