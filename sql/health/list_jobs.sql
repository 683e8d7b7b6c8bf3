create or replace function health.list_jobs()
  returns table (
    name text,
    schedule text,
    last_start timestamptz,
    last_success timestamptz,
    last_duration interval,
    last_failure text,
    is_failing boolean
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_cron regnamespace := to_regnamespace('cron');
begin
  if has_schema_privilege(v_cron, 'usage') is not true then
    return;
  end if;
  for name, schedule, last_start, last_success, last_duration, last_failure, is_failing in execute format($query$
    select j.jobname::text, j.schedule, max(r.start_time), max(r.end_time) filter (where r.status = 'succeeded'),
           (array_agg(r.end_time - r.start_time order by r.runid desc) filter (where r.end_time is not null))[1],
           (array_agg(r.return_message order by r.runid desc) filter (where r.status = 'failed'))[1],
           coalesce((array_agg(r.status = 'failed' order by r.runid desc)
                     filter (where r.status in ('succeeded', 'failed')))[1], false)
      from %1$s.job j
      left join %1$s.job_run_details r on r.jobid = j.jobid
     where j.username = 'medbook_worker'
     group by j.jobid
  $query$, v_cron) loop
    return next;
  end loop;
end
$$;

comment on function health.list_jobs() is
'The scheduled jobs with their last runs, none where pg_cron does not serve the database
Its query is made of text, because where pg_cron is missing it has no meaning. Runs are in the order of their ids: one
that could not connect has no times.';
