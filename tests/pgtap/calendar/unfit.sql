begin;
\ir ../names.psql
\ir ../calendar.psql
\ir ../services.psql
select plan(15);

-- Slots that the hours do not contain.
delete from medbook.working_hours;
savepoint began;
select pg_temp.hours(:'eve', 1, '09:00', '11:00', 30) as made \gset
select api.open_slots(:'chief', :'eve', '2030-01-14', '2030-01-14') as answer \gset
update medbook.slots set is_available = false, closed_at = core.now(), close_cause = 'CLOSED'
 where doctor_id = :'eve' and start_time < '2030-01-14';
create function pg_temp.off_grid(p_now timestamptz) returns bigint language sql as $$
  select count(*) from calendar.unfit(test.eve(), p_now) where is_off_grid
$$;
select is(pg_temp.off_grid('2030-01-07 08:00Z'), 0::bigint, 'slots of the hours are on the grid');
update medbook.working_hours set slot_minutes = 60 where doctor_id = :'eve';
select is(pg_temp.off_grid('2030-01-07 08:00Z'), 4::bigint, 'slots of other hours are off the grid');
update medbook.slots set is_available = false, closed_at = core.now(), close_cause = 'TIME_OFF'
 where doctor_id = :'eve' and closed_at is null;
select is(pg_temp.off_grid('2030-01-07 08:00Z'), 4::bigint, 'also those of a time off');
update medbook.slots set close_cause = 'HOURS' where doctor_id = :'eve';
select is(pg_temp.off_grid('2030-01-07 08:00Z'), 0::bigint, 'those that are closed for it are not told again');
select is(pg_temp.off_grid('2030-01-15 08:00Z'), 0::bigint, 'slots that have begun do not count');
rollback to began;

-- Kinds of visit. Dora works on Tuesdays from 10 to 12 in Berlin, when her slots of the 8th are.
select pg_temp.hours(:'dora', 2, '10:00', '12:00', 30) as made \gset
create function pg_temp.others() returns text language sql as $$
  select coalesce(string_agg(right(slot_id::text, 1) || coalesce(service_ids::text, '-'), ' ' order by slot_id), 'none')
    from calendar.unfit(test.dora(), core.now()) where not is_off_grid
$$;
create function pg_temp.name(p_ids uuid[]) returns void language sql as $$
  update medbook.working_hours set service_ids = p_ids where doctor_id = test.dora()
$$;
select is(pg_temp.others(), 'none', 'where nothing is named nothing has to change');
select pg_temp.name(array[:'short'::uuid]) as named \gset
select matches(pg_temp.others(), '^1\{.*4\{', 'coming slots of the hours are for what they name');
update medbook.slots set service_ids = array[:'short'::uuid] where doctor_id = :'dora' and id <= :'dora_4';
select doesnt_match(pg_temp.others(), '4\{', 'once written they are it');
select pg_temp.name(null) as named \gset
select is(left(pg_temp.others(), 11), '1- 2- 3- 4-', 'or for anything again');
select pg_temp.appointment(:'ann', pg_temp.slot(:'dora', 7, '2030-01-15 09:00Z')) as booked \gset
select pg_temp.name(array[:'long'::uuid]) as named \gset
select matches(pg_temp.others(), '7\{', 'booked ones are among them');
update medbook.slots set close_cause = 'HOURS', is_available = false, closed_at = core.now() where id = :'dora_1';
select doesnt_match(pg_temp.others(), '1\{', 'closed ones that are made anew are not');
update medbook.slots set close_cause = 'CLOSED' where id = :'dora_1';
select matches(pg_temp.others(), '^1\{', 'those that may be opened again are');
update test.clock set now = '2030-01-08 09:30Z';
select doesnt_match(pg_temp.others(), '2\{', 'what has begun stays as it is');
select is_empty(
  format('select from calendar.unfit(%L, core.now()) where not is_off_grid', :'eve'),
  'other doctors have their own'
);
delete from medbook.working_hours;
select is(bool_and(is_off_grid), true, 'without hours all are off the grid') from calendar.unfit(:'dora', core.now());

select * from finish();
rollback;
