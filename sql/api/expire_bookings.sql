create or replace function api.expire_bookings(
  p_user_id uuid,
  p_limit integer default 1000
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'expire bookings');
  elsif core.check_limit(p_limit, 10000) is not null then
    return core.check_limit(p_limit, 10000);
  end if;
  return jsonb_build_object('success', true, 'expired', booking.expire_bookings(p_limit));
end
$$;

comment on function api.expire_bookings(uuid, integer) is
'Fails lapsed holds now, as the sweep does every minute
p_limit: 1 to 10000 holds. Answers how many failed: repeat the call until that is 0. Refuses FORBIDDEN, INVALID_INPUT.';
