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
  v_name text := medbook.tidy(p_name);
  v_phone text := nullif(medbook.tidy(p_phone), '');
  v_answer jsonb := account.check_person(coalesce(v_name, ''), coalesce(p_email, ''), v_phone, null);
  v_id uuid;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  insert into medbook.users (email, password_hash, name, phone)
  values (p_email, p_password_hash, v_name, v_phone)
  on conflict (email) do nothing
  returning id into v_id;
  if v_id is null then
    return core.refuse('EMAIL_TAKEN');
  end if;
  perform core.record('register', v_id, v_id);
  return account.answer_user(v_id) || jsonb_build_object('created', v_id);
end
$$;

comment on function account.register(text, text, text, text) is
'Makes an account with the role USER
p_email: unique, regardless of upper and lower case. p_password_hash: PHC string of argon2id. p_name: full name, 1 to
200 characters; white space is made single spaces. p_phone: telephone, 5 to 30 characters;
null: none. Refuses INVALID_INPUT, EMAIL_TAKEN.';
