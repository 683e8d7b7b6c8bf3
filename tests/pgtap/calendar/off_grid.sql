begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(3);

delete from medbook.working_hours;
select pg_temp.hours(:'eve', 1, '09:00', '11:00', 30) as made \gset
select api.open_slots(:'chief', :'eve', '2030-01-14', '2030-01-14') as answer \gset
update medbook.slots set is_available = false, closed_at = core.now(), close_cause = 'CLOSED'
 where doctor_id = :'eve' and start_time < '2030-01-14';
select is(calendar.off_grid(:'eve', '2030-01-07 08:00Z'), '{}', 'slots of the hours are on the grid');
update medbook.working_hours set slot_minutes = 60 where doctor_id = :'eve';
select is(cardinality(calendar.off_grid(:'eve', '2030-01-07 08:00Z')), 4, 'slots of other hours are off the grid');
select is(calendar.off_grid(:'eve', '2030-01-15 08:00Z'), '{}', 'slots that have begun do not count');

select * from finish();
rollback;
