-- The roles stay: they belong to the cluster, and other databases of it may use them.
drop schema api, account, core, medbook, extensions cascade;
alter default privileges for role medbook_owner grant execute on functions to public;
