begin;
\ir ../names.psql
select plan(7);

select is(left(core.new_id(:'dora')::text, 18), left(:'dora', 18), 'a new id begins with the doctor''s 64 bits');
select is(medbook.doctor_of(core.new_id(:'dora')), :'dora'::uuid, 'a new id names its doctor');
select isnt(core.new_id(:'dora'), :'dora'::uuid, 'a new id is not the doctor''s own');
select is(substr(core.new_id(:'dora')::text, 15, 1), '8', 'a new id is of UUID version 8');
select is_empty(
  format(
    'select id from (select core.new_id(%L)::text as id from generate_series(1, 1000)) made where substr(id, 20,
    1) not in (''8'', ''9'', ''a'', ''b'')', :'dora'),
  'every new id is of the variant of RFC 9562');
select is(
  (select count(distinct core.new_id(:'dora')) from generate_series(1, 1000)),
  1000::bigint,
  'a thousand new ids are a thousand ids'
);
select volatility_is('core', 'new_id', array['uuid'], 'volatile', 'every call makes another id');

select * from finish();
rollback;
