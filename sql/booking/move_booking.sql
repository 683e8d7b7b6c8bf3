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
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_check record := booking.check_move(p_booking, p_actor_id, p_slot_id, p_reason, p_now);
  v_new medbook.bookings;
begin
  if v_check.refusal is not null then
    return v_check.refusal;
  end if;
  perform booking.record_overrides(v_check.overridden, p_actor_id, p_booking.user_id);
  perform booking.fail_holds(v_doctor_id, array[p_slot_id], p_now);
  v_new := booking.insert_booking(p_booking.user_id, v_check.offer, p_now, p_actor_id, p_reason);
  update medbook.bookings
     set rescheduled_from = p_booking.id, expires_at = coalesce(p_booking.expires_at, expires_at)
   where doctor_id = v_doctor_id and id = v_new.id
  returning * into v_new;
  if p_booking.status = 'CONFIRMED' then
    perform booking.confirm_hold(v_new, p_actor_id, p_now);
  else
    update medbook.slots set held_until = v_new.expires_at, changed = pg_current_xact_id()
     where doctor_id = v_doctor_id and id = p_slot_id;
  end if;
  perform booking.cancel_bookings(p_booking.doctor_id, array[p_booking.id], p_actor_id, 'rescheduled', p_now);
  perform core.record_on_behalf('reschedule booking', p_actor_id, p_booking.user_id);
  return booking.answer_booking(v_new.id) || jsonb_build_object('created', v_new.id);
end
$$;

comment on function booking.move_booking(medbook.bookings, uuid, uuid, text, timestamptz) is
'Moves a booking: makes the new one, then cancels the old one
p_booking: the caller has locked its user, its slot and the new slot. p_actor_id: the user who moves it. p_reason:
why an administrator ignores the patient''s other bookings; null: they count. A moved hold still lapses at its old
time. Refuses what booking.check_move refuses.';
