create or replace function booking.hold_slot(
  p_user_id uuid,
  p_slot_id uuid,
  p_actor_id uuid default null,
  p_reason text default null
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_actor_id uuid := coalesce(p_actor_id, p_user_id);
begin
  perform from medbook.users where id = p_user_id and is_active for no key update;
  if not found then
    return core.forbid(v_actor_id, 'book slot');
  end if;
  -- Read the time after the wait for the user.
  return booking.take_slot(p_user_id, p_slot_id, v_actor_id, p_reason, core.now());
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function booking.hold_slot(uuid, uuid, uuid, text) is
'Locks the user, then the slot, and holds the slot if it is still open
p_user_id: the patient. p_actor_id: the user who asks; null: the patient. p_reason: why an administrator ignores the
patient''s other bookings; null: they count. A lapsed hold on the slot is failed first. Refuses what
booking.check_booking refuses, FORBIDDEN (no such active user) and SLOT_LOCKED (another transaction has the slot
locked).';
