-- What is in no backup: the roles, which belong to the cluster, and settings. `make restore` runs this file too.

-- Another of the cluster's databases may have created the roles already.
do $$
declare
  v_role text;
begin
  foreach v_role in array
    array['medbook_owner', 'medbook_operator', 'medbook_gateway', 'medbook_worker', 'medbook_notifier'] loop
    if not exists (select from pg_roles where rolname = v_role) then
      execute format('create role %I', v_role);
    end if;
  end loop;
end
$$;

alter role medbook_gateway login;
alter role medbook_worker login;
alter role medbook_notifier login;
grant medbook_owner, medbook_worker to current_user;

-- Defaults of these roles' sessions; the gateway sets its own, shorter timeouts from its configuration.
alter role medbook_gateway set statement_timeout = '5s';
alter role medbook_gateway set lock_timeout = '1s';
alter role medbook_gateway set idle_in_transaction_session_timeout = '10s';
alter role medbook_worker set statement_timeout = '10min';
alter role medbook_worker set lock_timeout = '5s';
alter role medbook_worker set idle_in_transaction_session_timeout = '1min';
alter role medbook_notifier set statement_timeout = '30s';
alter role medbook_notifier set lock_timeout = '5s';
alter role medbook_notifier set idle_in_transaction_session_timeout = '10s';

-- The DETAIL of a violated constraint and the parameters of a failed statement are personal data: never log them.
alter role medbook_gateway set log_error_verbosity = terse;
alter role medbook_gateway set log_parameter_max_length = 0;
alter role medbook_gateway set log_parameter_max_length_on_error = 0;
alter role medbook_worker set log_error_verbosity = terse;
alter role medbook_notifier set log_error_verbosity = terse;
alter role medbook_notifier set log_parameter_max_length = 0;
alter role medbook_notifier set log_parameter_max_length_on_error = 0;
-- For the database too: the gateway may sign in as a role with more rights, and set its own role afterwards.
do $$
begin
  execute format('alter database %I set log_error_verbosity = terse', current_database());
  execute format('alter database %I set log_parameter_max_length = 0', current_database());
  execute format('alter database %I set log_parameter_max_length_on_error = 0', current_database());
end
$$;
