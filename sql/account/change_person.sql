create or replace function account.change_person(
  p_user_id uuid,
  p_name text,
  p_email text,
  p_phone text,
  p_time_zone text default null
)
  returns jsonb
  language plpgsql
  volatile
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_name text := medbook.tidy(p_name);
  v_phone text := medbook.tidy(p_phone);
  v_answer jsonb := account.check_person(v_name, p_email, nullif(v_phone, ''), p_time_zone);
begin
  if v_answer is not null then
    return v_answer;
  end if;
  update medbook.users
     set name = coalesce(v_name, name), phone = case when p_phone is null then phone else nullif(v_phone, '') end,
         time_zone = coalesce(p_time_zone, time_zone), email = coalesce(p_email::citext, email)
   where id = p_user_id and is_active;
  if not found then
    return core.refuse('USER_NOT_FOUND');
  end if;
  if p_email is not null then
    -- A code that was issued for the old address must not work with the new one.
    delete from medbook.password_resets where user_id = p_user_id;
  end if;
  return account.answer_user(p_user_id);
exception
  when unique_violation then
    return core.refuse('EMAIL_TAKEN');
end
$$;

comment on function account.change_person(uuid, text, text, text, text) is
'Changes a person''s data; null stays as it is
p_user_id: whose. p_name, p_email, p_time_zone: as account.check_person has them. p_phone: telephone; empty: none any
more. A new e-mail address makes a code for a new password invalid. Refuses INVALID_INPUT, USER_NOT_FOUND,
EMAIL_TAKEN.';
