create or replace function api.leave_waitlist(
  p_user_id uuid,
  p_waitlist_id uuid
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
  if core.is_deactivated(p_user_id) then
    return core.forbid(p_user_id, 'leave waitlist');
  end if;
  -- An offer locks the user too: it is made before the patient leaves, or not at all.
  select u.id into v_patient_id from medbook.users u join medbook.waitlist w on w.user_id = u.id
   where w.id = p_waitlist_id and case when u.id = p_user_id then true else core.is_admin(p_user_id) end
     for no key update of u;
  if not found then
    return core.refuse('WAITLIST_NOT_FOUND');
  end if;
  update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT'
   where id = p_waitlist_id and ended_at is null;
  if found then
    perform core.record_on_behalf('leave waitlist', p_user_id, v_patient_id);
  end if;
  return jsonb_build_object('success', true, 'left', p_waitlist_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.leave_waitlist(uuid, uuid) is
'Ends the waiting of a patient; a repeated call changes nothing
For the patient or an administrator. p_waitlist_id: the wish. What is offered now stays held: confirm it, or cancel the
booking to decline it. Refuses FORBIDDEN, WAITLIST_NOT_FOUND (also for other people''s wishes), SLOT_LOCKED (waited
lock_timeout).';
