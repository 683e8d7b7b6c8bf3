create or replace function calendar.write_imported(
  p_doctor jsonb,
  p_doctor_id uuid,
  p_now timestamptz
)
  returns text
  language plpgsql
  volatile
as $$
declare
  v_was medbook.doctors := calendar.lock_doctor(p_doctor_id);
  v_doctor medbook.doctors := jsonb_populate_record(v_was, p_doctor);
begin
  v_doctor.specialization := calendar.spelling_of(v_doctor.specialization, p_doctor_id);
  if p_doctor_id is null then
    insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone, reference,
                                 updated_at)
    values (calendar.new_doctor_id(), v_doctor.name, v_doctor.specialization, v_doctor.experience_years, v_doctor.fee,
            v_doctor.currency, v_doctor.time_zone, v_doctor.reference, p_now);
    return 'added';
  elsif v_doctor = v_was then
    return 'unchanged';
  end if;
  update medbook.doctors
     set name = v_doctor.name, specialization = v_doctor.specialization, experience_years = v_doctor.experience_years,
         fee = v_doctor.fee, currency = v_doctor.currency, time_zone = v_doctor.time_zone,
         reference = v_doctor.reference, updated_at = p_now
   where id = p_doctor_id;
  if v_doctor.time_zone <> v_was.time_zone then
    perform calendar.follow_time_zone(p_doctor_id, p_now);
  end if;
  return 'changed';
end
$$;

comment on function calendar.write_imported(jsonb, uuid, timestamptz) is
'Writes one line of an import; answers added, changed or unchanged
p_doctor: the line, as calendar.match_import makes it tidy. p_doctor_id: the doctor whom it means; null: a new one.
p_now: the time. A new time zone fits the slots as in api.update_doctor. Locks the doctor.';
