create or replace function booking.move_booking(
  p_booking medbook.bookings,
  p_actor_id uuid,
  p_slot_id uuid,
  p_reason text,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_check record := booking.check_move(p_booking, p_actor_id, p_slot_id, p_reason, p_now);
  v_offer booking.offer := v_check.offer;
  v_slot_ids uuid[] := p_slot_id || v_offer.further_slot_ids;
  v_id uuid := core.new_id(medbook.doctor_of(p_slot_id));
  v_was uuid[];
  v_new medbook.bookings;
begin
  if v_check.refusal is not null then
    return v_check.refusal;
  end if;
  -- They are locked already, unless the calendar has changed since.
  perform from medbook.slots where doctor_id = v_offer.doctor_id and id = any(v_slot_ids) for no key update nowait;
  perform booking.record_overrides(v_check.overridden, p_actor_id, p_booking.user_id);
  -- The old one ends first: a visit may take slots that it has already.
  v_was := booking.end_bookings(
    p_booking.doctor_id, array[p_booking.id], p_actor_id, 'rescheduled', p_now, p_rescheduled_to => v_id);
  perform booking.fail_holds(v_offer.doctor_id, v_slot_ids, p_now);
  perform booking.insert_booking(
    p_booking.user_id, v_offer, p_now, coalesce(p_booking.expires_at, p_now + v_offer.hold_duration), p_actor_id,
    p_reason, p_booking.id, p_booking.waitlist_id, v_id);
  if p_booking.status = 'CONFIRMED' then
    select * into v_new from medbook.bookings where doctor_id = v_offer.doctor_id and id = v_id;
    perform booking.confirm_hold(v_new, p_actor_id, p_now);
  end if;
  v_was := array(select unnest(v_was) except select unnest(v_slot_ids));
  perform booking.free_slots(p_booking.doctor_id, v_was, p_now);
  perform booking.offer_slots(p_booking.doctor_id, v_was, p_now);
  perform core.record_on_behalf('reschedule booking', p_actor_id, p_booking.user_id);
  return booking.answer_moved(v_id, p_booking) || jsonb_build_object('created', v_id);
end
$$;

comment on function booking.move_booking(medbook.bookings, uuid, uuid, text, timestamptz) is
'Moves a booking: ends the old one, makes the new one, and frees or offers the slots that it no longer has
p_booking: the caller has locked its user, its slots and the new ones. p_actor_id: the user who moves it. p_reason:
why an administrator ignores the patient''s other bookings; null: they count. A moved hold still lapses at its old
time. Refuses what booking.check_move refuses.';
