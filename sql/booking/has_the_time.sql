create or replace function booking.has_the_time(
  p_wish medbook.waitlist,
  p_offer booking.offer,
  p_slot_id uuid,
  p_now timestamptz
)
  returns boolean
  language plpgsql
  stable
as $$
declare
  v_load record;
begin
  if not exists (select from medbook.waitlist where id = p_wish.id and ended_at is null)
    or exists (
      select from medbook.bookings b
       where b.user_id = p_wish.user_id
         and (b.doctor_id = p_offer.doctor_id and b.slot_id = p_slot_id
             and (b.waitlist_id is not null and b.created_at >= p_wish.created_at
               or b.ended_by is distinct from 'CLINIC'
                 and coalesce(b.cancelled_at, b.expires_at) >= p_wish.created_at)
           or b.waitlist_id = p_wish.id and booking.is_live(b.status, b.expires_at, p_now)))
    or not booking.may_have_visit(p_wish.user_id, p_wish.service_id, p_offer.doctor_id, p_now) then
    return false;
  end if;
  select * into v_load from booking.patient_load(
    p_wish.user_id, p_offer.doctor_id, p_offer.time_zone, p_offer.start_time, p_offer.end_time, null, p_now);
  return v_load.overlapping is null and v_load.coming < p_offer.max_bookings_per_user
     and v_load.on_day < p_offer.max_bookings_per_doctor_day;
end
$$;

comment on function booking.has_the_time(medbook.waitlist, booking.offer, uuid, timestamptz) is
'Whether a visit can be offered to a patient who waits
p_wish: the row of the waiting list. p_offer: the first slot, as booking.for_service makes it. p_slot_id: the slot that
became free: who was offered it or gave it up while waiting does not want it. The caller has locked the user. Not while
another offer to the same wish is open, nor if the patient''s other bookings do not allow the visit; an offer is no hold
that the patient has made, so HOLD_LIMIT does not count.';
