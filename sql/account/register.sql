create or replace function account.register(
  p_email text,
  p_password_hash text,
  p_name text
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
  v_id uuid;
begin
  if (medbook.visible(p_email) = p_email and p_email ~ '^[^@]+@[^@]+$' and length(p_email) <= 254) is not true then
    return core.refuse_input('email', 'must be an e-mail address of at most 254 characters');
  elsif (length(v_name) between 1 and 200) is not true then
    return core.refuse_input('name', 'must have 1 to 200 characters');
  elsif not medbook.is_tidy(v_name) then
    return core.refuse_input('name', 'must have no line breaks or invisible characters');
  end if;
  insert into medbook.users (email, password_hash, name)
  values (p_email, p_password_hash, v_name)
  on conflict (email) do nothing
  returning id into v_id;
  if v_id is null then
    return core.refuse('EMAIL_TAKEN');
  end if;
  perform core.record('register', v_id, v_id);
  return account.answer_user(v_id) || jsonb_build_object('created', v_id);
end
$$;

comment on function account.register(text, text, text) is
'Makes an account with the role USER
p_email: unique, regardless of upper and lower case. p_password_hash: PHC string of argon2id. p_name: full name, 1 to
200 characters; white space is made single spaces. Refuses INVALID_INPUT, EMAIL_TAKEN.';
