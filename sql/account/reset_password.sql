create or replace function account.reset_password(
  p_email text,
  p_code text,
  p_new_password_hash text,
  p_address text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_now constant timestamptz := core.now();
  v_id uuid;
begin
  select id into v_id from medbook.users where email = p_email::citext and is_active for no key update;
  delete from medbook.password_resets
   where user_id = v_id and code_hash = account.code_digest(p_code) and expires_at > v_now
     and p_new_password_hash is not null;
  if not found then
    return account.refuse_sign_in(v_id, 'reset password');
  end if;
  update medbook.users set password_hash = p_new_password_hash where id = v_id;
  perform account.end_sessions(v_id);
  perform limits.forget_account(v_id, p_address);
  perform core.record('reset password', v_id, v_id);
  return jsonb_build_object('success', true);
end
$$;

comment on function account.reset_password(text, text, text, text) is
'Sets a new password with a one-time code and ends all sessions of the user
p_email: as the client typed it. p_code: from account.issue_reset. p_new_password_hash: PHC string of argon2id.
p_address: as in limits.take. The failed sign-ins to the account are forgotten, so that the user can sign in at once.
Refuses INVALID_CREDENTIALS: the code is wrong, used, older than 30 minutes or replaced by a newer one, or there is no
such active account; the answer does not say which.';
