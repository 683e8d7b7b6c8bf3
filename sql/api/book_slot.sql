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
  v_answer jsonb;
begin
  -- A look without a lock: on a hot slot all but a few are refused here, lock nothing and write nothing.
  v_answer := booking.check_slot(p_user_id, p_slot_id, core.now());
  if v_answer is null or v_answer ->> 'error' = 'OUTSIDE_BOOKING_WINDOW' and core.is_admin(p_user_id) then
    v_answer := booking.hold_slot(p_user_id, p_slot_id);
  elsif v_answer ->> 'error' = 'FORBIDDEN' then
    v_answer := core.forbid(p_user_id, 'book slot');
  end if;
  return v_answer;
end
$$;

comment on function api.book_slot(uuid, uuid) is
'Books a slot: holds it for the caller until the booking is confirmed or expires
p_user_id: the caller. p_slot_id: which. A new hold is answered with created, its id. Who has the slot already is
answered with that booking, so a lost answer is fetched by asking again. Refuses, in this order: SLOT_NOT_FOUND,
SLOT_UNAVAILABLE, SLOT_IN_PAST, OUTSIDE_BOOKING_WINDOW (not for administrators), FORBIDDEN, SLOT_LOCKED,
OVERLAPPING_BOOKING, HOLD_LIMIT. Fails at once when somebody else is booking the slot.
Source: seed, sections 5.2 and 7.1.';
