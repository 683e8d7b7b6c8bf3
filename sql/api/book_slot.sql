create or replace function api.book_slot(
  p_user_id uuid,
  p_slot_id uuid,
  p_service_id uuid default null
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
  if p_service_id is not null then
    return booking.book_visit(p_user_id, p_slot_id, p_service_id, p_user_id);
  end if;
  -- Check before the lock: when many callers want one slot, almost all are refused here, without a lock or a write.
  select * into v_offer from booking.offer where doctor_id = v_doctor_id and slot_id = p_slot_id;
  if booking.is_open(v_offer.is_available, v_offer.held_until, v_offer.doctor_id, v_offer.close_cause,
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

comment on function api.book_slot(uuid, uuid, uuid) is
'Books a slot: holds it for the caller until the booking is confirmed or expires
p_slot_id: the slot. p_service_id: the kind of visit, which may take further slots that follow this one: all are held or
none; null: none is named. For a new hold, the answer''s created is its id. If the caller has the slot already, as such
a visit, the answer is that booking: a client that lost the answer can repeat the request. Refuses, in this order:
SERVICE_NOT_FOUND, SERVICE_RESTRICTED (not for administrators), SLOT_NOT_FOUND, SLOT_UNAVAILABLE, SERVICE_NOT_OFFERED,
SLOT_IN_PAST (for administrators, when it has ended), OUTSIDE_BOOKING_WINDOW (not for administrators), FORBIDDEN,
SLOT_LOCKED, OVERLAPPING_BOOKING, HOLD_LIMIT, BOOKING_LIMIT. SLOT_UNAVAILABLE and SLOT_LOCKED of a further slot name it
(slot_id). Fails at once if another caller is booking the slot.';
