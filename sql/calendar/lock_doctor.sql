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
  -- A time off of the whole clinic cannot lock a doctor that is being added: both lock the clinic's one row.
  perform from medbook.settings for key share;
  select * into v_doctor from medbook.doctors where id = p_doctor_id and is_active for no key update;
  return v_doctor;
end
$$;

comment on function calendar.lock_doctor(uuid) is
'Locks a doctor to change the calendar; null if there is no such active doctor
Changes of one calendar wait for each other, and for a time off of the whole clinic. The lock is FOR NO KEY UPDATE,
so bookings of the doctor''s slots do not wait for it.';
