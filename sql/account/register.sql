create or replace function account.register(
  p_email text,
  p_password_hash text,
  p_name text,
  p_phone text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb := account.insert_person(p_name, coalesce(p_email, ''), p_phone, null, p_password_hash);
  v_id uuid := (v_answer ->> 'created')::uuid;
begin
  if v_id is not null then
    perform core.record('register', v_id, v_id);
  end if;
  return v_answer;
end
$$;

comment on function account.register(text, text, text, text) is
'Makes an account with the role USER
p_email: unique, regardless of upper and lower case. p_password_hash: PHC string of argon2id. p_name: full name, 1 to
200 characters; white space is made single spaces. p_phone: telephone, 5 to 30 characters;
null: none. Refuses INVALID_INPUT, EMAIL_TAKEN.';
