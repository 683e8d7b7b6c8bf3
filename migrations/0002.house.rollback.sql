do $$
begin
  if to_regnamespace('cron') is not null then
    perform cron.unschedule(jobid) from cron.job where username = 'medbook_worker';
  end if;
end
$$;
drop schema api, health, account, feed, limits, calendar, booking, core, medbook, extensions cascade;
alter default privileges for role medbook_owner grant execute on functions to public;
