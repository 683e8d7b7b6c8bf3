create or replace function booking.check_reinstatement(
  p_booking medbook.bookings,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_overlapping uuid;
begin
  if exists (select from medbook.bookings
              where doctor_id = p_booking.doctor_id and slot_id = any(booking.slots_of(p_booking))
                and coalesce(part_of, id) <> p_booking.id
                and status in ('PENDING', 'CONFIRMED')) then
    return core.refuse('SLOT_UNAVAILABLE');
  end if;
  select coalesce(o.part_of, o.id) into v_overlapping
    from medbook.slots s
    join medbook.bookings o on o.user_id = p_booking.user_id and coalesce(o.part_of, o.id) <> p_booking.id
    join medbook.slots at on at.doctor_id = o.doctor_id and at.id = o.slot_id
   where s.doctor_id = p_booking.doctor_id and s.id = p_booking.slot_id
     and booking.is_live(o.status, o.expires_at, p_now) and o.override_reason is null
     and at.start_time < coalesce(p_booking.visit_end, s.end_time) and at.end_time > s.start_time
   limit 1;
  if found and p_booking.override_reason is null then
    return core.refuse('OVERLAPPING_BOOKING', jsonb_build_object('booking_id', v_overlapping));
  end if;
  return null;
end
$$;

comment on function booking.check_reinstatement(medbook.bookings, timestamptz) is
'null if a visit can be an appointment again, else the refusal
p_booking: the visit. The caller has locked its patient and its slots. Two appointments of a patient may overlap only if
one of them was made with a reason for it. Refuses SLOT_UNAVAILABLE (somebody else has the slot now),
OVERLAPPING_BOOKING (booking_id: what the patient has booked since).';
