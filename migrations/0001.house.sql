-- Roles belong to the cluster: another database of it may have made them already.
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
grant usage on schema extensions to public;

create schema medbook authorization medbook_owner;
create schema core authorization medbook_owner;
create schema account authorization medbook_owner;
create schema api authorization medbook_owner;

-- Only without "in schema" does this take away what PUBLIC is given by default.
alter default privileges for role medbook_owner revoke execute on functions from public;
