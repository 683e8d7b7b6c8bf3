create or replace function booking.may_have(
  p_bookable_by medbook.service_access,
  p_user_id uuid,
  p_doctor_id uuid,
  p_now timestamptz
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return case p_bookable_by
    when 'EVERYBODY' then true
    when 'KNOWN_PATIENTS' then exists (
      select from medbook.bookings b
        join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
       where b.user_id = p_user_id and b.doctor_id = p_doctor_id and b.status in ('CONFIRMED', 'COMPLETED')
         and s.start_time <= p_now)
    else false end;
end
$$;

comment on function booking.may_have(medbook.service_access, uuid, uuid, timestamptz) is
'Whether a patient may book a kind of visit with a doctor
p_bookable_by: the kind''s column. Administrators may book all kinds, for a patient.';
