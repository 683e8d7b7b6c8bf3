begin;
select plan(3);

select is(
  split_part(obj_description('api'::regnamespace, 'pg_namespace'), E'\n', 1),
  'MedBook',
  'the API''s title is the first line of its comment'
);
select matches(obj_description('api'::regnamespace, 'pg_namespace'), E'\n.+', 'the API''s description follows');
select doesnt_match(
  split_part(obj_description('api'::regnamespace, 'pg_namespace'), E'\n', 1),
  '[.:]$',
  'the title is a heading'
);

select * from finish();
rollback;
