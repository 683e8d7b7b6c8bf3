create or replace function account.update_me(
  p_user_id uuid,
  p_password_hash text default null,
  p_name text default null,
  p_email text default null,
  p_phone text default null,
  p_time_zone text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb;
begin
  -- The lock: a concurrent change of password is over, or comes after this.
  perform from medbook.users
    where id = p_user_id and is_active and (p_email is null or password_hash = p_password_hash) for no key update;
  if not found then
    return account.refuse_sign_in(p_user_id, 'update me');
  end if;
  v_answer := account.change_person(p_user_id, p_name, p_email, p_phone, p_time_zone);
  perform core.record('update me', p_user_id, p_user_id, coalesce(v_answer ->> 'error', 'OK'));
  return v_answer;
end
$$;

comment on function account.update_me(uuid, text, text, text, text, text) is
'Changes the caller''s own data; a field that is not given stays as it is
p_user_id: the caller. p_password_hash: the hash that the gateway checked the password against; only a new e-mail
address needs it. p_name: 1 to 200 characters. p_email: unique, regardless of upper and lower case. p_phone: telephone,
5 to 30 characters; empty: none any more. p_time_zone: IANA name. Refuses INVALID_CREDENTIALS, INVALID_INPUT,
EMAIL_TAKEN.';
