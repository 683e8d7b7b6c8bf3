create or replace function limits.purge_counters()
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
  -- A locked counter is in use: another request is starting a new window in it.
  delete from medbook.rate_counter where (policy, key) in (
    select policy, key from medbook.rate_counter where ends_at <= v_now for update skip locked);
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

comment on function limits.purge_counters() is
'Deletes counters whose window has ended; returns how many
pg_cron calls it every five minutes.';
