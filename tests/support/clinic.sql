-- The clinic of the tests, and its clock. Every test database begins with it.
-- Everybody's password is medbook-test-password.

create schema test authorization medbook_owner;
set role medbook_owner;

create table test.clock (now timestamptz not null);
insert into test.clock values ('2030-01-07 08:00:00Z');

-- Reads a table, so that setting it moves the connections of a running gateway too.
create or replace function core.now()
  returns timestamptz
  language sql
  stable
  cost 1
as $$
  select now from test.clock
$$;

insert into medbook.users (id, email, password_hash, name, role, is_active, created_at)
select id::uuid, email,
  '$argon2id$v=19$m=19456,t=2,p=1$1W7xKy1JqTArJV0AEgB7dw$eaA53V15IIrZzWwDT1WluxrbC/Aq4F/fnDuo3+nLK+s', name,
  role::medbook.role, is_active, '2030-01-01Z'
  from (values
    ('00000000-0000-4000-8000-00000000000a', 'ann@example.com', 'Ann', 'USER', true),
    ('00000000-0000-4000-8000-00000000000b', 'ben@example.com', 'Ben', 'USER', true),
    ('00000000-0000-4000-8000-00000000000c', 'chief@example.com', 'Chief', 'ADMIN', true),
    ('00000000-0000-4000-8000-00000000000d', 'gone@example.com', 'Gone', 'USER', false)
  ) as person (id, email, name, role, is_active);

insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone, is_active)
values
  ('d0c00001-0000-8000-8000-000000000000', 'Dr. Dora Day', 'Cardiology', 10, 9000, 'EUR', 'Europe/Berlin', true),
  ('d0c00002-0000-8000-8000-000000000000', 'Dr. Eve East', 'Neurology', 5, 12000, 'USD', 'America/New_York', true),
  ('d0c00003-0000-8000-8000-000000000000', 'Dr. Fay Former', 'Neurology', 30, 7000, 'EUR', 'Europe/Berlin', false);

-- Dora: …01 to …04 tomorrow, …05 began an hour ago, …06 is closed. Eve: …01 tomorrow. Fay: …01 tomorrow.
insert into medbook.slots (doctor_id, id, start_time, end_time, is_available, closed_at)
select medbook.doctor_of(id::uuid), id::uuid, start_time::timestamptz, start_time::timestamptz + interval '30 minutes',
       closed_at is null, closed_at::timestamptz
  from (values
    ('d0c00001-0000-8000-8000-000000000001', '2030-01-08 09:00Z', null),
    ('d0c00001-0000-8000-8000-000000000002', '2030-01-08 09:30Z', null),
    ('d0c00001-0000-8000-8000-000000000003', '2030-01-08 10:00Z', null),
    ('d0c00001-0000-8000-8000-000000000004', '2030-01-08 10:30Z', null),
    ('d0c00001-0000-8000-8000-000000000005', '2030-01-07 07:00Z', null),
    ('d0c00001-0000-8000-8000-000000000006', '2030-01-08 11:00Z', '2030-01-01Z'),
    ('d0c00002-0000-8000-8000-000000000001', '2030-01-08 15:00Z', null),
    ('d0c00003-0000-8000-8000-000000000001', '2030-01-08 09:00Z', null)
  ) as slot (id, start_time, closed_at);

reset role;
