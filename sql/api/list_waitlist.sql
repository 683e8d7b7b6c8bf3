create or replace function api.list_waitlist(
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  if core.is_deactivated(p_user_id) then
    return core.refuse('FORBIDDEN');
  end if;
  return jsonb_build_object('success', true, 'waitlist', (
    select coalesce(jsonb_agg(to_jsonb(v) order by v.created_at, v.id), '[]')
      from medbook.waitlist w join api.waitlist v on v.id = w.id
     where w.user_id = p_user_id and w.ended_at is null));
end
$$;

comment on function api.list_waitlist(uuid) is
'What the caller waits for, and on which place, oldest first
booking_id: what is offered now. Refuses FORBIDDEN.';
