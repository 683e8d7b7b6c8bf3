begin;
\ir ../names.psql
select plan(7);

select is(api.list_specializations(),
  '{"success": true, "specializations": [{"name": "Cardiology", "doctors": 1}, {"name": "Neurology", "doctors": 1}]}',
  'fields are listed by name, with their active doctors');
update medbook.doctors set is_active = true where id = :'fay';
select is(api.list_specializations() #> '{specializations,1,doctors}', '2', 'a doctor counts from the activation on');
update medbook.doctors set specialization = 'Allergology' where id = :'fay';
select is(
  api.list_specializations() #>> '{specializations,0,name}',
  'Allergology',
  'a new field is listed at once, in its place'
);
savepoint spelled;
update medbook.doctors set is_active = true, specialization = case when id = :'fay' then 'ästhetik' else 'Zahn' end;
update medbook.doctors set specialization = 'Öffentliche Hygiene' where id = :'dora';
select is(
  jsonb_path_query_array(api.list_specializations(), '$.specializations[*].name'),
  '["ästhetik", "Öffentliche Hygiene", "Zahn"]',
  'fields are sorted as people sort'
);
rollback to spelled;
update medbook.doctors set is_active = true, specialization = 'neurology' where id in (:'fay', :'dora');
select is(
  api.list_specializations() -> 'specializations',
  '[{"name": "neurology", "doctors": 3}]',
  'a field that is spelled in two ways is one, as most spell it'
);
rollback to spelled;
update medbook.doctors set is_active = false where specialization = 'Neurology';
select is(
  jsonb_array_length(api.list_specializations() -> 'specializations'),
  2,
  'a field without an active doctor is not listed'
);
update medbook.doctors set is_active = false;
select is(
  api.list_specializations(),
  '{"success": true, "specializations": []}',
  'without doctors the list is empty, not null'
);

select * from finish();
rollback;
