-- The clinic of the benchmark. bench.slots, bench.doctors and bench.users are set by the caller.

insert into medbook.users (id, email, password_hash, name)
select gen_random_uuid(), 'patient' || n || '@example.com', '$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5$bm9ib2R5', 'Patient ' || n
  from generate_series(1, current_setting('bench.users')::integer) n;

insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
select medbook.doctor_of(overlay(gen_random_uuid()::text placing '8' from 15)::uuid), 'Dr. ' || n, 'Cardiology', 10, 10000, 'EUR', 'UTC'
  from generate_series(1, current_setting('bench.doctors')::integer) n;

-- Half-hours, one after the other, from tomorrow on.
insert into medbook.slots (doctor_id, id, start_time, end_time)
select d.id, core.new_id(d.id), starts.at, starts.at + interval '30 minutes'
  from medbook.doctors d
 cross join generate_series(1, current_setting('bench.slots')::integer / current_setting('bench.doctors')::integer) n
 cross join lateral (select date_trunc('day', now()) + interval '1 day' + n * interval '30 minutes' as at) starts;

-- pgbench cannot hold ids: its n-th patient, doctor and slot are looked up here, for either side alike.
create schema bench;

create table bench.patient as select row_number() over () as n, id from medbook.users;
create table bench.doctor as select row_number() over () as n, id from medbook.doctors;
create table bench.slot as
select row_number() over (order by random()) as n, id, gen_random_uuid() as seed_id from medbook.slots;

alter table bench.patient add primary key (n);
alter table bench.doctor add primary key (n);
alter table bench.slot add primary key (n);

grant usage on schema bench to medbook_gateway;
grant select on all tables in schema bench to medbook_gateway;
