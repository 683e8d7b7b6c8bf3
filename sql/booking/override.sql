create or replace function booking.override(
  p_answer jsonb,
  p_actor_id uuid,
  p_reason text
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_rule text := p_answer ->> 'error';
begin
  if v_rule in ('OUTSIDE_BOOKING_WINDOW', 'TOO_LATE') and core.is_admin(p_actor_id)
     or v_rule in ('HOLD_LIMIT', 'OVERLAPPING_BOOKING') and p_reason is not null and core.is_admin(p_actor_id) then
    return null;
  end if;
  return p_answer;
end
$$;

comment on function booking.override(jsonb, uuid, text) is
'The refusal, or null where an administrator is exempt from its rule: booking.record_overrides records it
p_answer: what the rules say; null: nothing. p_actor_id: who asks. p_reason: why the patient''s own bookings shall not count;
null: they do.';
