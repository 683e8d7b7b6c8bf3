create or replace function booking.may_have_visit(
  p_user_id uuid,
  p_service_id uuid,
  p_doctor_id uuid,
  p_now timestamptz
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return p_service_id is null or exists (
    select from medbook.services v
     where v.id = p_service_id and v.is_active
       and (v.bookable_by = 'EVERYBODY' or v.bookable_by = 'KNOWN_PATIENTS' and exists (
         select from medbook.bookings b join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
          where b.user_id = p_user_id and b.doctor_id = p_doctor_id and b.status in ('CONFIRMED', 'COMPLETED')
            and s.start_time <= p_now)));
end
$$;

comment on function booking.may_have_visit(uuid, uuid, uuid, timestamptz) is
'Whether a patient may book a visit of this kind with this doctor
p_service_id: the kind of visit; null: none is named. One for known patients is for those who have been at the
doctor''s; one that is only for administrators to book is offered to nobody.';
