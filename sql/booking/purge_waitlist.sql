create or replace function booking.purge_waitlist()
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
  update medbook.waitlist w set ended_at = v_now, ended_because = 'OVER'
   where ended_at is null
     and (to_time <= v_now or not (select is_active from medbook.users where id = w.user_id));
  delete from medbook.waitlist where ended_at <= core.later(v_now, '-30 days');
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

comment on function booking.purge_waitlist() is
'Ends the waiting for times that are over and of deactivated accounts, and forgets what ended 30 days ago
Returns how many rows it forgot. Nothing depends on it: neither is offered a slot. pg_cron calls it every night.';
