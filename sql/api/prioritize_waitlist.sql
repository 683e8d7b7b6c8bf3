create or replace function api.prioritize_waitlist(
  p_user_id uuid,
  p_waitlist_id uuid,
  p_priority integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_patient_id uuid;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'prioritize waitlist');
  elsif p_priority between -100 and 100 is not true then
    return core.refuse_input('priority', 'must be from -100 to 100');
  end if;
  update medbook.waitlist set priority = p_priority where id = p_waitlist_id and ended_at is null
  returning user_id into v_patient_id;
  if not found then
    return core.refuse('WAITLIST_NOT_FOUND');
  end if;
  perform core.record('prioritize waitlist', p_user_id, v_patient_id);
  return booking.answer_queue(p_waitlist_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.prioritize_waitlist(uuid, uuid, integer) is
'Puts a patient before or behind others who wait; each call is written to the audit
p_waitlist_id: the wish. p_priority: -100 to 100; 0 is everybody''s. Who has a higher one is offered a slot first.
Refuses FORBIDDEN, INVALID_INPUT, WAITLIST_NOT_FOUND (the waiting is over, too), SLOT_LOCKED (waited lock_timeout).';
