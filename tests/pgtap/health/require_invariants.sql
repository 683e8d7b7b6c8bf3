begin;
\ir ../names.psql
select plan(4);

select lives_ok('select health.require_invariants()', 'a healthy clinic has what is required');
savepoint healthy;
update medbook.slots set is_available = false where id in (:'eve_1', :'dora_1');
insert into medbook.calendar (doctor_id, slot_id, start_time, end_time)
values (:'eve', overlay(:'eve' placing '9' from 36)::uuid, '2031-01-01Z', '2031-01-02Z');
select throws_ok(
  'select health.require_invariants()',
  '23000',
  '3 rows break an invariant: the calendar has the slots that are not closed; the slot says what its live booking says',
  'otherwise it fails, and says how many rows are wrong and in what'
);
select throws_ok(
  'set local role medbook_worker; select health.require_invariants(); reset role',
  '23000',
  null,
  'also as the job that runs it'
);
rollback to healthy;
select lives_ok('select health.require_invariants()', 'until they are put right');

select * from finish();
rollback;
