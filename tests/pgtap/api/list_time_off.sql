begin;
\ir ../names.psql
select plan(5);

insert into medbook.time_off (doctor_id, during, days, created_at)
values (:'dora', '[2030-02-01Z,2030-02-02Z)', null, '2030-01-07Z'),
       (:'dora', null, '[2030-01-20,2030-01-22]', '2030-01-07Z'),
       (null, '[2030-03-01Z,2030-03-02Z)', null, '2030-01-07Z');
select is(
  api.list_time_off(:'chief', :'dora') -> 'time_off',
  (select jsonb_agg(to_jsonb(t) order by t.from_date nulls last) from api.time_off t where t.doctor_id = :'dora'),
  'a doctor''s times off come in the order in which they begin'
);
select is(api.list_time_off(:'chief', :'eve'), '{"success": true, "time_off": []}', 'another doctor has none');
select is(api.list_time_off(:'ann', :'dora') ->> 'error', 'FORBIDDEN', 'patients do not see them');
select is(api.list_time_off(:'chief', :'no_doctor') ->> 'error', 'DOCTOR_NOT_FOUND', 'an unknown doctor has none');
select is(api.list_time_off(:'chief', :'fay') ->> 'error', 'DOCTOR_NOT_FOUND', 'nor has one who has left');

select * from finish();
rollback;
