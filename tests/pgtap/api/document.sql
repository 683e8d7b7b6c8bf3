begin;
\ir ../names.psql
select plan(4);

select is_empty('select function from api.document group by function having count(*) > 1', 'a function is there once');
select is_empty(
  'select function from api.document where function not in (select function from api.endpoint)',
  'each has a route'
);
select is_empty(
  $$select function from api.document join api.endpoint using (function)
    where method not in ('GET', 'POST') or creates or cache is not null or result !~ '^[a-z]+ text$'$$,
  'which has one text as its result'
);
select is_empty(
  $$select media_type from api.document where media_type !~ '^text/[a-z]+$'$$,
  'a media type is one of text, without parameters'
);

select * from finish();
rollback;
