-- Do not drop the roles: they belong to the cluster, and its other databases may use them.
do $$
begin
  if to_regnamespace('cron') is not null then
    perform cron.unschedule(jobid) from cron.job where username = 'medbook_worker';
  end if;
  execute format('alter database %I reset all', current_database());
end
$$;
drop schema api, health, account, feed, limits, calendar, booking, core, medbook, extensions cascade;
alter default privileges for role medbook_owner grant execute on functions to public;
alter role medbook_gateway reset all;
alter role medbook_worker reset all;
