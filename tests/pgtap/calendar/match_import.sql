begin;
\ir ../names.psql
select plan(7);

create function pg_temp.matched(p_doctor jsonb) returns text language sql as $$
  select concat_ws(' ', is_retired, doctor_ids) from calendar.match_import(jsonb_build_array(p_doctor))
$$;
update medbook.doctors set reference = 'E' where id = :'eve';

select is(
  pg_temp.matched('{"name": " dr.  dora DAY ", "specialization": "CARDIOLOGY"}'),
  'f {' || :'dora' || '}',
  'name and field recognise a doctor, whatever their case and spaces'
);
select is(pg_temp.matched('{"name": "Dr. Dora Day", "specialization": "Neurology"}'), 'f {}', 'a name alone does not');
select is(
  pg_temp.matched('{"name": "Dr. Other", "specialization": "Neurology", "reference": " E"}'),
  'f {' || :'eve' || '}',
  'a reference recognises a doctor of another name'
);
select is(
  pg_temp.matched('{"name": "Dr. Dora Day", "specialization": "Cardiology", "reference": "D"}'),
  'f {' || :'dora' || '}',
  'a new reference is given to the doctor of the name who has none'
);
select is(
  pg_temp.matched('{"name": "Dr. Eve East", "specialization": "Neurology", "reference": "F"}'),
  'f {}',
  'another reference is another doctor'
);
select is(
  pg_temp.matched('{"name": "Dr. Fay Former", "specialization": "Neurology"}'),
  't {' || :'fay' || '}',
  'a retired doctor is recognised as such'
);
select is(
  (select doctor from calendar.match_import('[{"name": " Dr.  A ", "reference": " "}]')),
  '{"name": "Dr. A"}',
  'a line is made tidy, and a blank reference is none'
);

select * from finish();
rollback;
