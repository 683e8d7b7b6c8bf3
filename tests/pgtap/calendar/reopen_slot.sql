begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(19);

-- Slots that nobody closed by hand stay what they are.
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
update test.slots set is_available = false, closed_at = '2030-01-07 08:00Z', close_cause = 'HOURS'
 where id = :'dora_4';
select :state as before \gset
select count(calendar.reopen_slot(:'dora', id)) as done
  from unnest(array[:'dora_1', :'dora_2', :'dora_4']::uuid[]) id \gset
select is(:state, :'before', 'a slot that is free, booked or closed for another cause stays so');
select calendar.reopen_slot(:'dora', :'dora_closed') as done \gset
select is(pg_temp.state(:'dora_closed'), 'free', 'one that was closed before causes were recorded is free');

-- One that an administrator closed.
select api.close_slot(:'chief', :'dora_3') -> 'success' as closed \gset
update medbook.slots set changed = '3';
update medbook.doctors set open_until = '2030-04-07';
savepoint closed;
select calendar.reopen_slot(:'dora', :'dora_3') as done \gset
select is(pg_temp.state(:'dora_3'), 'free', 'a slot that was closed by hand is free again');
select is(changed, pg_current_xact_id(), 'it names the transaction') from medbook.slots where id = :'dora_3';
select is(open_until, '2030-04-07', 'the calendar has nothing to make up for') from medbook.doctors where id = :'dora';
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
rollback to closed;
update test.clock set now = '2030-01-09Z';
select calendar.reopen_slot(:'dora', :'dora_3') as done \gset
select is(pg_temp.state(:'dora_3'), 'free', 'also when it is over: it counts as it was');
rollback to closed;
insert into medbook.time_off (doctor_id, during, created_at) values (null, '[2030-01-08Z,2030-01-09Z)', '2030-01-07Z');
select calendar.reopen_slot(:'dora', :'dora_3') as done \gset
select is(pg_temp.state(:'dora_3'), 'closed TIME_OFF', 'in a time off it is closed until that is removed');
rollback to closed;
select pg_temp.hours(:'dora', 2, '11:00', '12:00', 30);
select calendar.reopen_slot(:'dora', :'dora_3') as done \gset
select is(pg_temp.state(:'dora_3'), 'free', 'it may be one of the working hours');
rollback to closed;
select pg_temp.hours(:'dora', 2, '11:00', '12:00', 60);
select calendar.reopen_slot(:'dora', :'dora_3') as done \gset
select is(pg_temp.state(:'dora_3'), 'closed HOURS', 'if it is not it stays closed');
select is(open_until, null, 'and the next night opens what they ask for') from medbook.doctors where id = :'dora';
rollback to closed;
select pg_temp.slot(:'dora', 21, '2030-01-08 10:15Z', 5) as other \gset
select calendar.reopen_slot(:'dora', :'dora_3') as done \gset
select is(pg_temp.state(:'dora_3'), 'closed HOURS', 'another slot that has its time keeps it');
select is_empty('select * from health.check_invariants()', 'no slots overlap');
rollback to closed;
update medbook.slots set close_cause = 'CLOSED' where id = :'dora_2';
savepoint closing;
select calendar.reopen_slot(:'dora', :'dora_2') as done \gset
select is(pg_temp.state(:'dora_2'), 'booked', 'a booked slot that was to close stays open');
rollback to closing;
insert into medbook.time_off (doctor_id, during, created_at) values (null, '[2030-01-08Z,2030-01-09Z)', '2030-01-07Z');
select calendar.reopen_slot(:'dora', :'dora_2') as done \gset
select is(pg_temp.state(:'dora_2'), 'booked TIME_OFF', 'and closes with its booking in a time off');
rollback to closed;

-- Of a retired doctor.
select api.retire_doctor(:'chief', :'dora', 'cancel') -> 'success' as retired \gset
select calendar.reopen_slot(:'dora', :'dora_3') as done \gset
select is(pg_temp.state(:'dora_3'), 'closed RETIRED', 'a retired doctor''s slot stays closed');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy then too');
select api.reinstate_doctor(:'chief', :'dora') -> 'success' as back \gset
select is(pg_temp.state(:'dora_3'), 'free', 'until the doctor is back');
select is_empty('select * from health.check_invariants()', 'and healthy after all');

select * from finish();
rollback;
