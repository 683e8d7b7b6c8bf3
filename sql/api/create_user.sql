create or replace function api.create_user(
  p_user_id uuid,
  p_name text,
  p_email text default null,
  p_phone text default null,
  p_time_zone text default 'UTC'
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
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'create user');
  end if;
  v_answer := account.insert_person(p_name, p_email, p_phone, p_time_zone, null);
  if v_answer ? 'created' then
    perform core.record('create user', p_user_id, (v_answer ->> 'created')::uuid);
  end if;
  return v_answer;
end
$$;

comment on function api.create_user(uuid, text, text, text, text) is
'Adds a patient, who cannot sign in yet; a code for a password can be given later
p_name: full name, 1 to 200 characters. p_email: unique, regardless of upper and lower case; null: none. p_phone:
telephone, 5 to 30 characters; null: none. p_time_zone: IANA name. The answer''s created is the patient''s id. Refuses
FORBIDDEN, INVALID_INPUT, EMAIL_TAKEN.';
