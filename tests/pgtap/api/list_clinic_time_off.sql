begin;
\ir ../names.psql
\ir ../pages.psql
select plan(4);

insert into medbook.time_off (doctor_id, during, created_at)
values (:'dora', '[2030-02-01Z,2030-02-02Z)', '2030-01-07Z'), (null, '[2030-03-01Z,2030-03-02Z)', '2030-01-07Z'),
       (null, '[2030-01-20Z,2030-01-22Z)', '2030-01-07Z');
select is(
  api.list_clinic_time_off(:'chief') -> 'time_off',
  (select jsonb_agg(to_jsonb(t) order by t."from") from api.time_off t where t.doctor_id is null),
  'the clinic''s times off come in the order in which they begin, without those of doctors'
);
select is(
  array(select pg_temp.walk(format('api.list_clinic_time_off(%L, $1, $2)', :'chief'), 1)),
  array(select id from api.time_off where doctor_id is null order by "from"),
  'in pages each comes once'
);
select is(api.list_clinic_time_off(:'ann') ->> 'error', 'FORBIDDEN', 'patients do not see them');
delete from medbook.time_off where doctor_id is null;
select is(
  api.list_clinic_time_off(:'chief'),
  '{"success": true, "time_off": [], "next_cursor": null}',
  'it may have none'
);

select * from finish();
rollback;
