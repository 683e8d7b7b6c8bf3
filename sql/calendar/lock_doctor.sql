create or replace function calendar.lock_doctor(
  p_doctor_id uuid
)
  returns medbook.doctors
  language plpgsql
  volatile
as $$
declare
  v_doctor medbook.doctors;
begin
  -- Who closes the whole clinic cannot see a doctor who is new: the clinic's one row lets that one wait here.
  perform from medbook.settings for key share;
  select * into v_doctor from medbook.doctors where id = p_doctor_id and is_active for no key update;
  return v_doctor;
end
$$;

comment on function calendar.lock_doctor(uuid) is
'The doctor, locked for a change of the calendar; null when there is no such active doctor
Changes of one calendar come one after the other, and none beside a leave of the whole clinic. NO KEY: bookings refer to the
doctor''s slots and do not wait.';
