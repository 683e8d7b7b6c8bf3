begin;
\ir ../names.psql
\ir ../services.psql
select plan(2);

select columns_are(
  'api',
  'service',
  array['id', 'name', 'description', 'minutes', 'fee', 'currency', 'bookable_by', 'is_active'],
  'a kind of visit has the members that the documentation names'
);
select is(
  (select to_jsonb(s) - 'id' from api.service s where id = :'short'),
  '{"name": "Follow-up", "description": null, "minutes": 30, "fee": null, "currency": null,
    "bookable_by": "EVERYBODY", "is_active": true}',
  'which are the row''s'
);

select * from finish();
rollback;
