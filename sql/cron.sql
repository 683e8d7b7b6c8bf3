reset role;
grant select on public._yoyo_migration to medbook_owner;

-- pg_cron serves one database of a cluster. Without it holds lapse at the same time, but stay in the tables.
do $$
begin
  if current_setting('cron.database_name', true) is distinct from current_database() then
    raise notice 'pg_cron does not serve this database: no sweep is scheduled';
    return;
  end if;
  create extension if not exists pg_cron;
  grant usage on schema cron to medbook_worker, medbook_owner;
  -- Row-level security shows a job to its own role alone; health.list_jobs runs as the owner.
  if not exists (select from pg_policies where policyname = 'health_jobs') then
    create policy health_jobs on cron.job for select to medbook_owner using (username = 'medbook_worker');
    create policy health_jobs on cron.job_run_details for select to medbook_owner using (username = 'medbook_worker');
  end if;
  -- A job runs as the role that scheduled it.
  set local role medbook_worker;
  perform cron.schedule('sweep lapsed holds', '* * * * *', 'call booking.sweep()');
  perform cron.schedule('follow the clinic''s time off', '* * * * *', 'select calendar.follow_clinic_time_off()');
  perform cron.schedule('check invariants', '7 * * * *', 'select health.require_invariants()');
  perform cron.schedule('relay changes of bookings', '* * * * *', 'select outbound.relay()');
  perform cron.schedule('queue reminders', '* * * * *', 'select outbound.queue_reminders()');
  perform cron.schedule('open slots', '41 1-5 * * *', 'call calendar.open_all_slots()');
  perform cron.schedule('purge expired sessions', '17 3 * * *', 'select account.purge_sessions()');
  perform cron.schedule('purge requests', '35 3 * * *', 'select booking.purge_requests()');
  perform cron.schedule('purge the waiting list', '37 3 * * *', 'select booking.purge_waitlist()');
  perform cron.schedule('purge events', '29 3 * * *', 'select outbound.purge_events()');
  perform cron.schedule('purge mail', '31 3 * * *', 'select outbound.purge_mails()');
  perform cron.schedule('purge rate counters', '*/5 * * * *', 'select limits.purge_counters()');
  -- A run that could not connect has no times.
  perform cron.schedule('purge the log of runs', '23 3 * * *',
    'delete from cron.job_run_details where coalesce(end_time < now() - interval ''7 days'', status = ''failed'')');
  reset role;
end
$$;
