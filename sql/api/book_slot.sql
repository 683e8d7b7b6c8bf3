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
  -- Check before the lock: when many callers want one slot, almost all are refused here, without a lock or a write.
  v_check record := booking.check_slot(p_user_id, p_slot_id, core.now());
  v_rule text := v_check.refusal ->> 'error';
begin
  if v_rule = 'FORBIDDEN' then
    return core.forbid(p_user_id, 'book slot');
  elsif v_rule is not null and not booking.may_override(v_rule, p_user_id) then
    return v_check.refusal;
  elsif v_check.own_booking_id is not null then
    return booking.answer_booking(v_check.own_booking_id);
  end if;
  return booking.hold_slot(p_user_id, p_slot_id);
end
$$;

comment on function api.book_slot(uuid, uuid) is
'Books a slot: holds it for the caller until the booking is confirmed or expires
p_slot_id: the slot. For a new hold, the answer''s created is its id. If the caller has the slot already, the answer is
that booking: a client that lost the answer can repeat the request. Refuses, in this order: SLOT_NOT_FOUND,
SLOT_UNAVAILABLE, SLOT_IN_PAST, OUTSIDE_BOOKING_WINDOW (not for administrators), FORBIDDEN, SLOT_LOCKED,
OVERLAPPING_BOOKING, HOLD_LIMIT. Fails at once if another caller is booking the slot.';
