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
  -- Without a lock: of a crowd on one slot almost all are refused here, lock nothing and write nothing.
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
p_slot_id: which. A new hold is answered with created, its id. Who has the slot already is answered with that booking,
so a lost answer is fetched by asking again. Refuses, in this order: SLOT_NOT_FOUND, SLOT_UNAVAILABLE, SLOT_IN_PAST,
OUTSIDE_BOOKING_WINDOW (not for administrators), FORBIDDEN, SLOT_LOCKED, OVERLAPPING_BOOKING, HOLD_LIMIT. Fails at
once when somebody else is booking the slot.';
