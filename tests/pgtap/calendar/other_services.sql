begin;
\ir ../names.psql
\ir ../calendar.psql
\ir ../services.psql
select plan(9);

-- Dora works on Tuesdays from 10 to 12 in Berlin, when her slots of the 8th are.
select pg_temp.hours(:'dora', 2, '10:00', '12:00', 30) as made \gset
create function pg_temp.others() returns text language sql as $$
  select coalesce(string_agg(right(slot_id::text, 1) || coalesce(service_ids::text, '-'), ' ' order by slot_id), 'none')
    from calendar.other_services(test.dora(), core.now())
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
  format('select from calendar.other_services(%L, core.now())', :'eve'),
  'other doctors have their own'
);

select * from finish();
rollback;
