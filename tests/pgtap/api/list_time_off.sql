begin;
\ir ../names.psql
\ir ../pages.psql
select plan(9);

insert into medbook.time_off (doctor_id, during, days, created_at)
values (:'dora', '[2030-02-01Z,2030-02-02Z)', null, '2030-01-07Z'),
       (:'dora', null, '[2030-01-20,2030-01-22]', '2030-01-07Z'),
       (null, '[2030-03-01Z,2030-03-02Z)', null, '2030-01-07Z');
select is(
  api.list_time_off(:'chief', :'dora') -> 'time_off',
  (select jsonb_agg(to_jsonb(t) order by t.from_date nulls last) from api.time_off t where t.doctor_id = :'dora'),
  'a doctor''s times off come in the order in which they begin'
);
select is(
  api.list_time_off(:'chief', :'eve'),
  '{"success": true, "time_off": [], "next_cursor": null}',
  'another doctor has none'
);
insert into medbook.time_off (doctor_id, during, days, created_at)
select :'dora', during, days, '2030-01-07Z'
  from (values (tstzrange('2030-01-20Z', '2030-01-25Z'), null::daterange), ('[2030-02-01Z,2030-02-03Z)', null),
               (null, '[2030-02-01,2030-02-01]')) as away (during, days);
select is(
  array(select pg_temp.walk(format('api.list_time_off(%L, %L, $1, $2)', :'chief', :'dora'), page)),
  array(select id from api.time_off where doctor_id = :'dora'
         order by coalesce("from", from_date::timestamp at time zone 'UTC'), id),
  'in pages of ' || page || ' each comes once, those that begin at one time by id'
) from unnest(array[1, 2, 5]) page;
select is(
  array[api.list_time_off(:'chief', :'dora', 0) #>> '{errors,0,pointer}',
        api.list_time_off(:'chief', :'dora', 1, pg_temp.cursor('2030-02-01Z')) #>> '{errors,0,pointer}'],
  '{#/limit,#/cursor}',
  'the limit and the cursor are checked'
);
select is(api.list_time_off(:'ann', :'dora') ->> 'error', 'FORBIDDEN', 'patients do not see them');
select is(api.list_time_off(:'chief', :'no_doctor') ->> 'error', 'DOCTOR_NOT_FOUND', 'an unknown doctor has none');
select is(api.list_time_off(:'chief', :'fay') ->> 'error', 'DOCTOR_NOT_FOUND', 'nor has one who has left');

select * from finish();
rollback;
