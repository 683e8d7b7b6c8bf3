create or replace function booking.may_override_slot(
  p_rule text,
  p_actor_id uuid,
  p_offer booking.offer,
  p_now timestamptz
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  if p_rule = 'SLOT_IN_PAST' and (p_offer.is_active and p_offer.end_time > p_now) is not true then
    return false;
  end if;
  return booking.may_override(p_rule, p_actor_id);
end
$$;

comment on function booking.may_override_slot(text, uuid, booking.offer, timestamptz) is
'Whether this user is an administrator who may override this rule of a slot
p_rule: the code that booking.refuse_slot refuses with. p_offer: the slot. A slot that has begun can be booked until it
ends, for a walk-in.';
