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
'Ids of the sessions that were ended lately: the gateway takes no access token of theirs
p_window: how long ago at most; access tokens that are older have expired anyway.';
