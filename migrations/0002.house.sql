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
