create or replace function account.insert_person(
  p_name text,
  p_email text,
  p_phone text,
  p_time_zone text,
  p_password_hash text
)
  returns jsonb
  language plpgsql
  volatile
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_name text := medbook.tidy(p_name);
  v_phone text := nullif(medbook.tidy(p_phone), '');
  v_answer jsonb := account.check_person(coalesce(v_name, ''), p_email, v_phone, p_time_zone);
  v_id uuid;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  insert into medbook.users (name, email, phone, time_zone, password_hash)
  values (v_name, p_email, v_phone, coalesce(p_time_zone, 'UTC'), p_password_hash)
  on conflict (email) do nothing
  returning id into v_id;
  if v_id is null then
    return core.refuse('EMAIL_TAKEN');
  end if;
  return account.answer_user(v_id) || jsonb_build_object('created', v_id);
end
$$;

comment on function account.insert_person(text, text, text, text, text) is
'Adds a person with the role USER; answers the user, and the id as created
p_name, p_email, p_phone, p_time_zone: as account.check_person has them, before they are made tidy; null: none, and for
the time zone UTC. p_password_hash: PHC string of argon2id; null: nobody can sign in yet. The caller records it. Refuses
INVALID_INPUT, EMAIL_TAKEN.';
