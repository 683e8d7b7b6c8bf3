create or replace function booking.purge_requests()
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
  delete from medbook.booking_requests where created_at <= core.later(v_now, '-30 days');
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

comment on function booking.purge_requests() is
'Forgets requests for any slot after 30 days; returns how many
Their bookings stay. pg_cron calls it every night.';
