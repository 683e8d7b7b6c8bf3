create or replace function api.create_doctor(
  p_user_id uuid,
  p_name text,
  p_specialization text,
  p_experience_years integer,
  p_fee integer,
  p_currency text,
  p_time_zone text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb := calendar.check_doctor(p_name, p_specialization, p_experience_years, p_fee, p_currency, p_time_zone);
  v_id uuid;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'create doctor');
  elsif v_answer is not null then
    return v_answer;
  end if;
  insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone, updated_at)
  values (calendar.new_doctor_id(), medbook.tidy(p_name), calendar.spelling_of(p_specialization, null),
          p_experience_years, p_fee, p_currency, p_time_zone, core.now())
  returning id into v_id;
  perform core.record('create doctor', p_user_id, null);
  return api.get_doctor(v_id) || jsonb_build_object('created', v_id);
end
$$;

comment on function api.create_doctor(uuid, text, text, integer, integer, text, text) is
'Adds a doctor, without working hours yet
p_name: full name, 1 to 200 characters, without line breaks. p_specialization: field of medicine, 1 to 100 characters;
one that differs from an existing one by case or spaces alone becomes that one. p_experience_years: 0 to 80. p_fee:
price of an appointment in minor units of p_currency, 0 to 2147483647. p_currency: ISO 4217 code. p_time_zone: IANA
name of the doctor''s time zone. The answer''s created is the doctor''s id. Refuses FORBIDDEN, INVALID_INPUT.';
