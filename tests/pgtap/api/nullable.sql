begin;
\ir ../names.psql
select plan(4);

select is_empty('select view from api.nullable group by view having count(*) > 1', 'each view is there once');
select is_empty($$select n.view, name from api.nullable n, unnest(n.columns) name
   where not exists (select from pg_attribute where attrelid = n.view and attname = name)$$,
  'what can be null is a column of the view');
select is_empty($$select view from api.nullable
   where not exists (select from api.endpoint e where e.result ~ (replace(view::text, '"', '') || '\M'))$$,
  'some operation answers with it');
-- The comment is for people, and says when.
select set_eq('select n.view::oid, name from api.nullable n, unnest(n.columns) name',
  $$select c.attrelid, c.attname::text from pg_attribute c
     where c.attnum > 0 and col_description(c.attrelid, c.attnum) ~ '\mnull\M'
       and exists (select from api.endpoint e, regexp_matches(e.result, 'api\.[a-z_]+', 'g') name
                    where name[1]::regclass = c.attrelid)$$,
  'the comments of the same columns say when they are null');

select * from finish();
rollback;
