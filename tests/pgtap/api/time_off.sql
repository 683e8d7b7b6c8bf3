begin;
\ir ../names.psql
select plan(5);

select columns_are(
  'api',
  'time_off',
  array['id', 'doctor_id', 'from', 'to', 'from_date', 'to_date', 'reason'],
  'a time off has the members that the documentation names'
);
select is_empty('select * from api.time_off', 'where there is none there is none');
insert into medbook.time_off (doctor_id, during, reason, created_at)
  values (:'dora', '[2030-01-08 09:00Z,2030-01-08 10:00Z)', 'a course', '2030-01-07Z'),
  (null, '[2030-01-09Z,2030-01-10Z)', null, '2030-01-07Z');
select results_eq(
  'select doctor_id, "from", "to", reason from api.time_off order by "from"',
  $$values (test.dora(), '2030-01-08 09:00Z'::timestamptz,
    '2030-01-08 10:00Z'::timestamptz, 'a course'), (null, '2030-01-09Z', '2030-01-10Z', null)$$,
  'a time off is from when until when, the clinic''s nobody''s in particular'
);
select is(
  (select array_agg(id order by id) from api.time_off),
  (select array_agg(id order by id) from medbook.time_off),
  'the ids are those by which they are taken back'
);
select is(
  to_jsonb(t) ->> 'from',
  '2030-01-08T09:00:00+00:00',
  'times are instants'
) from api.time_off t where doctor_id = :'dora';

select * from finish();
rollback;
