begin;
\ir ../names.psql
select plan(4);

select columns_are('api', 'calendar_link', array['doctor_id', 'made_by', 'created_at'], 'a link shows no token');
select api.renew_calendar_link(:'ann') as linked, api.renew_calendar_link(:'chief') as linked_too,
       api.renew_doctor_link(:'chief', :'dora') as dora_linked \gset
select results_eq(
  'select * from api.calendar_link order by made_by, doctor_id nulls first',
  format($$values (null::uuid, %L::uuid, timestamptz '2030-01-07 08:00Z'), (null, %2$L, '2030-01-07 08:00Z'),
    (%3$L, %2$L, '2030-01-07 08:00Z')$$, :'ann', :'chief', :'dora'),
  'every link is there, with whose it is and since when it is'
);
update medbook.users set role = 'USER' where id = :'chief';
select is_empty(
  'select from api.calendar_link where doctor_id is not null',
  'a doctor''s link whose maker is no administrator is dead'
);
update medbook.users set is_active = false;
select is_empty('select from api.calendar_link', 'so is every link of a deactivated user');

select * from finish();
rollback;
