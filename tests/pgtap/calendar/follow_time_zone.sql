begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(6);
\set now '2030-01-07 08:00:00Z'

-- Dora is away on the 8th of January. One slot begins at 20:00 UTC of that day, one at 01:00 UTC of the next.
delete from test.slots where doctor_id = :'dora';
insert into medbook.time_off (doctor_id, days, created_at) values (:'dora', '[2030-01-08,2030-01-08]', :'now');
select pg_temp.slot(:'dora', 1, '2030-01-08 20:00Z') as evening \gset
select pg_temp.slot(:'dora', 2, '2030-01-09 01:00Z') as night \gset
create function pg_temp.both() returns text language sql as $$
  select string_agg(pg_temp.state(id), ', ' order by start_time) from medbook.slots where doctor_id = test.dora()
$$;
create function pg_temp.move_to(p_time_zone text) returns text language plpgsql as $$
begin
  update medbook.doctors set time_zone = p_time_zone where id = test.dora();
  perform calendar.follow_time_zone(test.dora(), '2030-01-07 08:00Z');
  return pg_temp.both();
end
$$;
select is(pg_temp.move_to('Europe/Berlin'), 'closed TIME_OFF, free', 'a day off is the time zone''s');
select is(pg_temp.move_to('America/New_York'), 'closed TIME_OFF, closed TIME_OFF', 'and moves with it');
select is(pg_temp.move_to('Asia/Tokyo'), 'free, free', 'slots that it closed open again');
select pg_temp.appointment(:'ann', :'night') as booked \gset
select is(pg_temp.move_to('America/New_York'), 'closed TIME_OFF, booked TIME_OFF', 'a booked slot stays');
select is(pg_temp.move_to('Asia/Tokyo'), 'free, booked', 'and is as it was after the day has moved on');
select pg_temp.hours(:'dora', 2, '20:00', '21:00', 30) as made \gset
select is(pg_temp.move_to('UTC'), 'closed TIME_OFF, booked HOURS', 'slots that no hours ask for close');

select * from finish();
rollback;
