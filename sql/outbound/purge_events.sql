create or replace function outbound.purge_events()
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_since timestamptz := outbound.kept_since(core.now());
  v_count integer;
begin
  -- From the oldest on: a reader is told that its place is gone by the first id that is left.
  delete from medbook.events where id < (
    select min(e.id) from medbook.events e join medbook.booking_history h
           using (doctor_id, booking_id, to_status, correction) where h.at >= v_since);
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

comment on function outbound.purge_events() is
'Deletes events that are older than 30 days; returns how many
The history of the bookings stays. pg_cron calls it every night.';
