begin;
\ir ../names.psql
select plan(3);

select is(
  calendar.list_time_off(:'dora', 20, null),
  '{"success": true, "time_off": [], "next_cursor": null}',
  'who is always there has no time off'
);
insert into medbook.time_off (doctor_id, days, created_at)
values (:'dora', '[2030-02-01,2030-02-01]', '2030-01-07Z'), (null, '[2030-01-20,2030-01-22]', '2030-01-07Z');
select is(
  calendar.list_time_off(:'dora', 20, null) -> 'time_off',
  (select jsonb_agg(to_jsonb(t)) from api.time_off t where t.doctor_id = :'dora'),
  'a doctor''s are the doctor''s, as the view shows them'
);
select is(
  calendar.list_time_off(null, 20, null) #>> '{time_off,0,to_date}',
  '2030-01-22',
  'nobody''s are the clinic''s'
);

select * from finish();
rollback;
