create or replace function booking.may_override(
  p_rule text,
  p_actor_id uuid,
  p_reason text default null
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  -- Check the rule first: a rule that binds everybody must not cost a query for the role.
  if p_rule in ('OUTSIDE_BOOKING_WINDOW', 'SLOT_IN_PAST', 'TOO_LATE')
     or p_rule in ('HOLD_LIMIT', 'BOOKING_LIMIT', 'OVERLAPPING_BOOKING') and p_reason is not null then
    return core.is_admin(p_actor_id);
  end if;
  return false;
end
$$;

comment on function booking.may_override(text, uuid, text) is
'Whether this user is an administrator who may override this rule
p_rule: the code that the rule refuses with. p_reason: why the patient''s other bookings are to be ignored; without a
reason they bind administrators too. Of a slot, ask booking.may_override_slot.';
