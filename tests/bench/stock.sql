-- Of the free slots, bench.stock that are to be booked, in any order.

create table bench.slot as
select row_number() over () as n, s.id, p.id as patient_id
  from (select doctor_id, id, start_time from medbook.slots
         where start_time > now() and is_available order by random() limit current_setting('bench.stock')::integer) s
  join bench.doctor d on d.id = s.doctor_id
  join bench.patient p on p.n = bench.patient(d.n, s.start_time);

alter table bench.slot add primary key (n);
