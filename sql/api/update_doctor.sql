create or replace function api.update_doctor(
  p_user_id uuid,
  p_doctor_id uuid,
  p_if_match text,
  p_name text default null,
  p_specialization text default null,
  p_experience_years integer default null,
  p_fee integer default null,
  p_currency text default null,
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
  v_answer jsonb := calendar.check_doctor(p_name, p_specialization, p_experience_years, p_fee, p_currency, p_time_zone);
  v_was medbook.doctors;
  v_now timestamptz;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'update doctor');
  elsif v_answer is not null then
    return v_answer;
  end if;
  v_was := calendar.lock_doctor(p_doctor_id);
  if v_was is null then
    return core.refuse('DOCTOR_NOT_FOUND');
  elsif not core.is_etag_match(p_if_match, api.get_doctor(p_doctor_id)) then
    return core.refuse('PRECONDITION_FAILED');
  end if;
  v_now := core.now();
  update medbook.doctors
     set name = coalesce(medbook.tidy(p_name), name),
         specialization = coalesce(calendar.spelling_of(p_specialization, p_doctor_id), specialization),
         experience_years = coalesce(p_experience_years, experience_years), fee = coalesce(p_fee, fee),
         currency = coalesce(p_currency, currency), time_zone = coalesce(p_time_zone, time_zone), updated_at = v_now
   where id = p_doctor_id;
  if p_time_zone <> v_was.time_zone then
    perform calendar.follow_time_zone(p_doctor_id, v_now);
  end if;
  perform core.record('update doctor', p_user_id, null);
  return api.get_doctor(p_doctor_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.update_doctor(uuid, uuid, text, text, text, integer, integer, text, text) is
'Changes a doctor''s data; a field that is not given stays as it is
p_doctor_id: the doctor. p_if_match: the header If-Match, with the ETag of the doctor as it was read; null in psql: no
condition. p_name, p_specialization, p_experience_years, p_fee, p_currency, p_time_zone: as for create_doctor. When the
time zone changes, free slots that the hours no longer ask for close, days off are those of the new zone, and booked
ones stay. Refuses FORBIDDEN, INVALID_INPUT, DOCTOR_NOT_FOUND, PRECONDITION_FAILED (the doctor was changed since),
SLOT_LOCKED (waited lock_timeout).';
