create or replace function booking.confirm_again(
  p_booking medbook.bookings,
  p_actor_id uuid
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_answer jsonb := booking.hold_slot(
    p_booking.user_id, p_booking.slot_id, p_actor_id, p_service_id => p_booking.service_id);
  v_id uuid := (v_answer #>> '{booking,id}')::uuid;
  v_booking medbook.bookings;
begin
  if v_id is null then
    return v_answer;
  end if;
  select * into v_booking from medbook.bookings where doctor_id = p_booking.doctor_id and id = v_id;
  if v_booking.status = 'PENDING' then
    -- An offer that lapsed ends the waiting all the same.
    if p_booking.waitlist_id is not null and v_booking.waitlist_id is null then
      v_booking.waitlist_id := p_booking.waitlist_id;
      update medbook.bookings set waitlist_id = p_booking.waitlist_id
       where doctor_id = v_booking.doctor_id and (id = v_id or part_of = v_id);
    end if;
    perform booking.confirm_hold(v_booking, p_actor_id, core.now());
    perform core.record_on_behalf('confirm booking', p_actor_id, p_booking.user_id);
  end if;
  return booking.answer_booking(v_id) || jsonb_strip_nulls(jsonb_build_object('created', v_answer -> 'created'));
end
$$;

comment on function booking.confirm_again(medbook.bookings, uuid) is
'Books and confirms the slot of a hold that has lapsed, if it can still be booked
p_booking: the lapsed one. p_actor_id: the user who asks. The caller has locked the patient and has not written. If the
patient has the slot already, the answer is that booking, confirmed. Refuses what booking.hold_slot refuses.';
