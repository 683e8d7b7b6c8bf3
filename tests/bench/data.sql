-- The slots of the benchmark, after people.sql: half-hours, one after the other, from tomorrow on. bench.slots is set
-- by the caller too.

insert into medbook.calendar (doctor_id, slot_id, start_time, end_time)
select d.id, core.new_id(d.id), starts.at, starts.at + interval '30 minutes'
  from medbook.doctors d
 cross join generate_series(1, current_setting('bench.slots')::integer / current_setting('bench.doctors')::integer) n
 cross join lateral (select date_trunc('day', now()) + interval '1 day' + n * interval '30 minutes' as at) starts;
insert into medbook.slots (doctor_id, id, start_time, end_time) select * from medbook.calendar;

create table bench.slot as
select row_number() over (order by random()) as n, s.id, gen_random_uuid() as seed_id, p.n as patient,
  p.id as patient_id
  from medbook.slots s
  join bench.doctor d on d.id = s.doctor_id
  join bench.patient p on p.n = bench.patient(d.n, s.start_time);

alter table bench.slot add primary key (n);
