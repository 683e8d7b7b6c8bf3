create or replace function api.book_slot(
  p_user_id uuid,
  p_slot_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_now timestamptz := core.now();
  v_offer booking.offer;
  v_check record;
  v_rule text;
begin
  -- Check before the lock: when many callers want one slot, almost all are refused here, without a lock or a write.
  select * into v_offer from booking.offer where doctor_id = v_doctor_id and slot_id = p_slot_id;
  if booking.is_open(v_offer.is_available, v_offer.held_until, v_offer.is_awaited, v_offer.close_cause,
                     v_offer.service_ids, null, v_offer.start_time, v_offer.is_active, v_offer.min_notice,
                     v_offer.booking_horizon, v_now) then
    return booking.hold_offer(p_user_id, v_offer, p_user_id, null);
  end if;
  v_check := booking.refuse_slot(p_user_id, v_offer, v_now);
  v_rule := v_check.refusal ->> 'error';
  if v_rule = 'FORBIDDEN' then
    return core.forbid(p_user_id, 'book slot');
  elsif v_rule is null then
    return booking.answer_booking(v_check.own_booking_id);
  elsif booking.may_override_slot(v_rule, p_user_id, v_offer, v_now) then
    return booking.hold_offer(p_user_id, v_offer, p_user_id, null);
  end if;
  return v_check.refusal;
end
$$;

comment on function api.book_slot(uuid, uuid) is
'Books a slot: holds it for the caller until the booking is confirmed or expires
p_slot_id: the slot. For a new hold, the answer''s created is its id. If the caller has the slot already, the answer is
that booking: a client that lost the answer can repeat the request. Refuses, in this order: SLOT_NOT_FOUND,
SLOT_UNAVAILABLE, SLOT_IN_PAST (for administrators, when it has ended), OUTSIDE_BOOKING_WINDOW (not for administrators),
FORBIDDEN, SLOT_LOCKED, OVERLAPPING_BOOKING, HOLD_LIMIT, BOOKING_LIMIT. Fails at once if another caller is booking the
slot.';
