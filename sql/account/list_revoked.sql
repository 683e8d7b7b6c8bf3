create or replace function account.list_revoked(
  p_window interval
)
  returns uuid[]
  language sql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
  select coalesce(array_agg(distinct family), '{}') from medbook.sessions where revoked_at > core.now() - p_window
$$;

comment on function account.list_revoked(interval) is
'Ids of the sessions that ended lately, whose access tokens the gateway rejects
p_window: how long ago they ended at most; older access tokens have expired anyway.';
