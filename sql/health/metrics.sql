create or replace function health.metrics()
  returns table (
    name text,
    help text,
    labels jsonb,
    value double precision
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
  with hold as (
    select count(*) filter (where booking.is_live(b.status, b.expires_at, clock.now)) as live, count(*) as pending
      from core.now() as clock(now), medbook.bookings b
     where b.status = 'PENDING' and b.part_of is null),
  job as materialized (select name, jsonb_build_object('cron_job', name) as label,
                              last_start, last_success, last_duration, is_failing
                         from health.list_jobs())
  select 'holds_live', 'Holds that have not lapsed', '{}'::jsonb, live from hold
  union all
  select 'holds_lapsed', 'Holds that have lapsed and are not swept up yet', '{}', pending - live from hold
  union all
  select 'waiting', 'Wishes of patients who wait for a slot', '{}', count(*)
    from medbook.waitlist where ended_at is null
  union all
  select 'schema_info', 'The last migration of the database', jsonb_build_object('migration', core.schema_version()), 1
  union all
  select 'check_ok', 'Whether a check of health.checks is ok', jsonb_build_object('check', name), ok::integer
    from health.checks where name not in ('invariants', 'jobs') and ok is not null
  union all
  select 'job_last_start_seconds', 'When a job last started, in Unix time', label, extract(epoch from last_start)
    from job where last_start is not null
  union all
  select 'job_last_success_seconds', 'When a job last ended well, in Unix time', label, extract(epoch from last_success)
    from job where last_success is not null
  union all
  select 'job_last_duration_seconds', 'How long the last run of a job took', label, extract(epoch from last_duration)
    from job where last_duration is not null
  union all
  select 'job_failing', 'Whether the last run of a job that ended has failed', label, is_failing::integer from job
$$;

comment on function health.metrics() is
'What Prometheus shows and only the database knows: a row for each value
The gateway asks at most every five seconds, and puts medbook_ before the names. All are gauges. All rows of one name
have the same labels. Of the checks those are left out that the owner may not see, jobs, which have rows of their own,
and the invariants, which take too long: a job checks them.';
