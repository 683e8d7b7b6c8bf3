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
begin
  -- An offer locks the user too: it is made before the caller leaves, or not at all.
  perform from medbook.users where id = p_user_id and is_active for no key update;
  if not found then
    return core.forbid(p_user_id, 'leave waitlist');
  elsif not exists (select from medbook.waitlist where id = p_waitlist_id and user_id = p_user_id) then
    return core.refuse('WAITLIST_NOT_FOUND');
  end if;
  update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT'
   where id = p_waitlist_id and ended_at is null;
  return jsonb_build_object('success', true, 'left', p_waitlist_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.leave_waitlist(uuid, uuid) is
'Ends the caller''s waiting; a repeated call changes nothing
p_waitlist_id: the wish. What is offered now stays held: confirm it, or cancel the booking to decline it. Refuses
FORBIDDEN, WAITLIST_NOT_FOUND, SLOT_LOCKED (waited lock_timeout).';
