create or replace view api.manual as
select p.oid::regproc::text as name,
       pg_get_function_arguments(p.oid) as arguments,
       split_part(comment.text, e'\n', 1) as summary,
       array(
         select code from api.problem
          where comment.text ~ ('\m' || code || '\M')
          order by strpos(comment.text, code)) as refusals,
       nullif(replace(substr(comment.text, length(split_part(comment.text, e'\n', 1)) + 2), e'\n', ' '), '') as details
  from pg_proc p
 cross join lateral obj_description(p.oid, 'pg_proc') as comment (text)
 where p.pronamespace in ('api'::regnamespace, 'health'::regnamespace)
    or p.oid in (
      'account.grant_role'::regproc, 'account.set_active'::regproc, 'account.erase_user'::regproc,
      'calendar.import_doctors'::regproc, 'calendar.open_all_slots'::regproc)
 order by p.oid::regproc::text;

comment on view api.manual is
'The manual: each function that DBAs call
For all of one: select * from api.manual where name = ''api.book_slot'' \gx';
comment on column api.manual.name is 'The function or procedure; all but calendar.open_all_slots are called by SELECT';
comment on column api.manual.arguments is 'Its arguments with their types and defaults';
comment on column api.manual.summary is 'What it does';
comment on column api.manual.refusals is 'Codes of api.problem that it refuses with, in the order of its details';
comment on column api.manual.details is 'What the arguments mean, and when it refuses';
