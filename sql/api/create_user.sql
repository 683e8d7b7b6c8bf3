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
  v_name text := medbook.tidy(p_name);
  v_phone text := nullif(medbook.tidy(p_phone), '');
  v_answer jsonb := account.check_person(coalesce(v_name, ''), p_email, v_phone, p_time_zone);
  v_id uuid;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'create user');
  elsif v_answer is not null then
    return v_answer;
  end if;
  insert into medbook.users (name, email, phone, time_zone)
  values (v_name, p_email, v_phone, coalesce(p_time_zone, 'UTC'))
  on conflict (email) do nothing
  returning id into v_id;
  if v_id is null then
    return core.refuse('EMAIL_TAKEN');
  end if;
  perform core.record('create user', p_user_id, v_id);
  return account.answer_user(v_id) || jsonb_build_object('created', v_id);
end
$$;

comment on function api.create_user(uuid, text, text, text, text) is
'Adds a patient, who cannot sign in yet; a code for a password can be given later
p_name: full name, 1 to 200 characters. p_email: unique, regardless of upper and lower case; null: none. p_phone:
telephone, 5 to 30 characters; null: none. p_time_zone: IANA name. The answer''s created is the patient''s id. Refuses
FORBIDDEN, INVALID_INPUT, EMAIL_TAKEN.';
