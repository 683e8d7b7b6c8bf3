create or replace function account.purge_sessions()
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_now timestamptz := core.now();
  v_count integer;
begin
  delete from medbook.sessions where expires_at <= v_now - interval '1 hour';
  get diagnostics v_count = row_count;
  delete from medbook.password_resets where expires_at <= v_now;
  return v_count;
end
$$;

comment on function account.purge_sessions() is
'Deletes refresh tokens an hour after they expired; returns how many
By then their access tokens have expired too. Deletes expired codes for a new password as well. pg_cron calls it every
night.';
