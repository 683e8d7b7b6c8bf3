begin;
\ir ../names.psql
select plan(7);

create temp view found as
select a.*, format_type(p.proargtypes[array_position(p.proargnames, 'p_' || a.name) - 1], null) as type
  from api.argument a join pg_proc p on p.oid = a.function;
select is_empty('select function, name from api.argument group by 1, 2 having count(*) > 1',
  'each argument is there once');
select is_empty('select function, name from found where type is null', 'each is an argument of the function');
select is_empty($$select function from api.argument
   where function not in (select function from api.endpoint) and function::text !~ '^account\.'$$,
  'of a function that has a route, or an operation on accounts');
select is_empty($$select function, name from found where (pattern is not null or allowed is not null) and type <> 'text'
    or (low is not null or high is not null) and type not in ('text', 'integer') or is_list and type <> 'jsonb'$$,
  'its bounds fit its type');
select is_empty($$select function, name from api.argument join api.endpoint using (function)
   where is_list and result !~ ('(^|, )' || name || ' api\.\w+\[\]')$$,
  'the objects in a list are described by the answer''s');
select is_empty('select function, name from api.argument where low > high or (low is null) <> (high is null)',
  'bounds leave something between them');
select is_empty($$select p.oid::regproc from pg_proc p
   where p.pronamespace = 'api'::regnamespace and 'p_limit' = any(p.proargnames)
     and p.oid not in (select function from api.argument where name = 'limit')$$,
  'the size of every page is bounded');

select * from finish();
rollback;
