begin;
\ir ../names.psql
\ir ../services.psql
select plan(7);

create function pg_temp.next_visit(p_service_id uuid, p_doctor_id uuid default test.dora()) returns timestamptz
  language sql as $$ select booking.next_visit(p_doctor_id, p_service_id, core.now()) $$;
select is(pg_temp.next_visit(null), '2030-01-08 09:00Z', 'without a kind of visit it is the first free slot');
select is(pg_temp.next_visit(:'long'), '2030-01-08 09:00Z', 'a visit begins with the first slots that are free');
update test.slots set is_available = false where id = test.slot(2);
select is(pg_temp.next_visit(:'short'), '2030-01-08 09:00Z', 'a short one does still');
select is(pg_temp.next_visit(:'long'), '2030-01-08 10:00Z', 'a long one only where all of its slots are free');
select is(pg_temp.next_visit(:'long', :'eve'), null, 'there may be none');
select is(pg_temp.next_visit(:'old'), null, 'nor is there one of a kind that has ended');
update medbook.doctors set is_active = false where id = :'dora';
select is(pg_temp.next_visit(:'short'), null, 'nor with a doctor who has left');

select * from finish();
rollback;
