create or replace view health.jobs as
select * from health.list_jobs();

comment on view health.jobs is
'MedBook''s jobs in pg_cron, each with its last runs
It has no rows where pg_cron does not serve the database. pg_cron''s log of runs goes back seven days.';
comment on column health.jobs.name is 'What the job does';
comment on column health.jobs.schedule is 'When it runs, in cron''s notation and by default in UTC';
comment on column health.jobs.last_start is 'When it last started; null if the log has no start';
comment on column health.jobs.last_success is 'When it last ended well; null if the log has no success';
comment on column health.jobs.last_duration is 'How long the last run that ended took; null if the log has none';
comment on column health.jobs.last_failure is 'What the last failed run said; null if the log has no failure';
comment on column health.jobs.is_failing is 'Whether the last run that ended has failed';
