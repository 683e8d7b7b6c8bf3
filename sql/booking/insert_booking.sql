create or replace function booking.insert_booking(
  p_user_id uuid,
  p_offer booking.offer,
  p_now timestamptz,
  p_expires_at timestamptz,
  p_actor_id uuid,
  p_override_reason text default null,
  p_rescheduled_from uuid default null,
  p_waitlist_id uuid default null,
  p_booking_id uuid default null
)
  returns uuid
  language plpgsql
  volatile
as $$
declare
  v_id uuid := coalesce(p_booking_id, core.new_id(p_offer.doctor_id));
begin
  -- Three statements: joined into one by WITH they take longer.
  insert into medbook.bookings (
    doctor_id, id, slot_id, user_id, status, fee, currency, created_at, expires_at, override_reason, rescheduled_from,
    service_id, service_name, visit_end, waitlist_id)
  values (
    p_offer.doctor_id, v_id, p_offer.slot_id, p_user_id, 'PENDING', p_offer.fee, p_offer.currency, p_now, p_expires_at,
    p_override_reason, p_rescheduled_from, p_offer.service_id, p_offer.service_name,
    case when p_offer.further_slot_ids is not null then p_offer.end_time end, p_waitlist_id);
  insert into medbook.booking_history (doctor_id, booking_id, at, actor_id, to_status)
  values (p_offer.doctor_id, v_id, p_now, p_actor_id, 'PENDING');
  update medbook.slots
     set is_available = false, held_until = p_expires_at, changed = pg_current_xact_id()
   where doctor_id = p_offer.doctor_id and id = p_offer.slot_id;
  if p_offer.further_slot_ids is not null then
    perform booking.insert_parts(v_id, p_offer.further_slot_ids);
  end if;
  return v_id;
end
$$;

comment on function booking.insert_booking(
  uuid, booking.offer, timestamptz, timestamptz, uuid, text, uuid, uuid, uuid) is
'Writes a new hold and its history, and marks its slots as held; returns the booking''s id
p_user_id: the patient. p_offer: the slot, as booking.for_service makes it for a kind of visit. p_expires_at: when the
hold lapses. p_actor_id: the user who asks; null: nobody, it is offered. p_override_reason: why the patient''s other
bookings were ignored; null: they counted. p_rescheduled_from: the booking that this one replaces; null: none.
p_waitlist_id: who waits, to whom it is offered; null: nobody. p_booking_id: the id that it gets; null: a new one. The
caller has locked the slots and checked that they can be booked.';
