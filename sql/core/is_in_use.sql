create or replace function core.is_in_use()
  returns boolean
  language sql
  stable
as $$
  select not core.is_demo() and (exists (select from medbook.users)
                              or exists (select from medbook.doctors)
                              or exists (select from medbook.audit))
$$;

comment on function core.is_in_use() is
'Whether this database holds a clinic that is not the demo
The demo is not loaded into it.';
