-- The people of a clinic. bench.doctors and bench.users are set by the caller.

insert into medbook.users (id, email, password_hash, name)
select gen_random_uuid(), 'patient' || n || '@example.com', '$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5$bm9ib2R5',
  'Patient ' || n
  from generate_series(1, current_setting('bench.users')::integer) n;

insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
select calendar.new_doctor_id(), 'Dr. ' || n, 'Specialization ' || n % 10, 10, 10000, 'EUR', 'Europe/Berlin'
  from generate_series(1, current_setting('bench.doctors')::integer) n;

-- pgbench cannot hold ids: its n-th patient, doctor and slot are looked up here.
create schema bench;
grant usage on schema bench to medbook_gateway;
alter default privileges in schema bench grant select on tables to medbook_gateway;

create table bench.patient as select row_number() over () as n, id from medbook.users;
create table bench.doctor as select row_number() over () as n, id from medbook.doctors;
alter table bench.patient add primary key (n);
alter table bench.doctor add primary key (n);
analyze bench.patient, bench.doctor;

-- Who is to book a slot: each doctor has patients of their own, who come by turns. So nobody has appointments that
-- overlap, nor more than some.
create function bench.patient(
  p_doctor bigint,
  p_start_time timestamptz
)
  returns bigint
  language sql
  stable
as $$
  select (p_doctor - 1) * each.patients + extract(epoch from p_start_time)::bigint / 1800 % each.patients + 1
    from (select current_setting('bench.users')::bigint / current_setting('bench.doctors')::bigint as patients) each
$$;
