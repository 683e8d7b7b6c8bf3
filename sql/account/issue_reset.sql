create or replace function account.issue_reset(
  p_user_id uuid,
  p_actor_id uuid default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  -- 80 of a random UUID's bits, in groups that can be read aloud.
  v_code text := regexp_replace(substr(gen_random_uuid()::text, 1, 8) || right(gen_random_uuid()::text, 12),
                                '(....)(?=.)', '\1-', 'g');
  v_email text;
  v_expires_in constant integer := 1800;
begin
  select email::text into v_email from medbook.users where id = p_user_id and is_active for no key update;
  if not found then
    return core.refuse('USER_NOT_FOUND');
  elsif v_email is null then
    return core.refuse_input('email', 'must be given first: the code is used together with it');
  end if;
  insert into medbook.password_resets (user_id, code_hash, expires_at)
  values (p_user_id, account.code_digest(v_code), core.now() + v_expires_in * interval '1 second')
  on conflict (user_id) do update set code_hash = excluded.code_hash, expires_at = excluded.expires_at;
  perform core.record('issue password reset', p_actor_id, p_user_id);
  return jsonb_build_object('success', true, 'code', v_code, 'expires_in', v_expires_in);
end
$$;

comment on function account.issue_reset(uuid, uuid) is
'Makes a one-time code, with which a user sets a new password at POST /v1/auth/reset; for DBAs
p_user_id: whose password was forgotten. p_actor_id: the administrator who asks; null: a DBA. Answers code, which is
stored nowhere, and expires_in, the seconds of 30 minutes. An older code is no longer valid. Writes to the audit.
Refuses USER_NOT_FOUND (also if deactivated), INVALID_INPUT (the account has no e-mail address).';
