-- Roles belong to the cluster: another of its databases may have created them already.
do $$
declare
  v_role text;
begin
  foreach v_role in array array['medbook_owner', 'medbook_operator', 'medbook_gateway', 'medbook_worker'] loop
    if not exists (select from pg_roles where rolname = v_role) then
      execute format('create role %I', v_role);
    end if;
  end loop;
end
$$;

alter role medbook_gateway login;
alter role medbook_worker login;
grant medbook_owner, medbook_worker to current_user;

create schema extensions;
create extension btree_gist schema extensions;
create extension citext schema extensions;
create extension pg_stat_statements schema extensions;
create extension pg_trgm schema extensions;
create extension unaccent schema extensions;
grant usage on schema extensions to public;

-- medbook holds tables and types; each other schema is a folder of sql/.
create schema medbook authorization medbook_owner;
create schema core authorization medbook_owner;
create schema booking authorization medbook_owner;
create schema calendar authorization medbook_owner;
create schema limits authorization medbook_owner;
create schema feed authorization medbook_owner;
create schema account authorization medbook_owner;
create schema health authorization medbook_owner;
create schema api authorization medbook_owner;

-- Without "in schema": with it, this could only add to the default right of PUBLIC, not revoke it.
alter default privileges for role medbook_owner revoke execute on functions from public;

-- Defaults of these roles' sessions; the gateway sets its own, shorter timeouts from its configuration.
alter role medbook_gateway set statement_timeout = '5s';
alter role medbook_gateway set lock_timeout = '1s';
alter role medbook_gateway set idle_in_transaction_session_timeout = '10s';
alter role medbook_worker set statement_timeout = '10min';
alter role medbook_worker set lock_timeout = '5s';
alter role medbook_worker set idle_in_transaction_session_timeout = '1min';

-- The DETAIL of a violated constraint and the parameters of a failed statement are personal data: never log them.
alter role medbook_gateway set log_error_verbosity = terse;
alter role medbook_gateway set log_parameter_max_length = 0;
alter role medbook_gateway set log_parameter_max_length_on_error = 0;
alter role medbook_worker set log_error_verbosity = terse;
-- For the database too: the gateway may sign in as a role with more rights, and set its own role afterwards.
do $$
begin
  execute format('alter database %I set log_error_verbosity = terse', current_database());
  execute format('alter database %I set log_parameter_max_length = 0', current_database());
  execute format('alter database %I set log_parameter_max_length_on_error = 0', current_database());
end
$$;
