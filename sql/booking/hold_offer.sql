create or replace function booking.hold_offer(
  p_user_id uuid,
  p_offer booking.offer,
  p_actor_id uuid,
  p_reason text
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_offer booking.offer;
begin
  perform from medbook.users where id = p_user_id and is_active for no key update skip locked;
  if not found then
    perform from medbook.users where id = p_user_id and is_active for no key update;
    if not found then
      return core.forbid(p_actor_id, 'book slot');
    end if;
    -- After the wait for the user, look again: the doctor and the rules may have changed.
    select * into v_offer from booking.offer where doctor_id = p_offer.doctor_id and slot_id = p_offer.slot_id;
    p_offer := booking.for_service(v_offer, p_offer.service_id);
  end if;
  return booking.take_slot(p_user_id, p_offer, p_actor_id, p_reason, core.now());
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function booking.hold_offer(uuid, booking.offer, uuid, text) is
'Locks the user, then the slot, and holds the slot if it is still open
p_user_id: the patient. p_offer: the slot as the caller just saw it; null: there is none. p_actor_id: the user who asks.
p_reason: why an administrator ignores the patient''s other bookings; null: they count. Refuses what booking.take_slot
refuses, FORBIDDEN (no such active user) and SLOT_LOCKED (another transaction has the slot locked).';
