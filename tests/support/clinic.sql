-- The clinic of the tests, and its clock. Every test database begins with it.

create schema test authorization medbook_owner;
set role medbook_owner;

-- The people, the doctors, and the hash of everybody's password, medbook-test-password. clinic.py reads them here.
create function test.ann() returns uuid immutable return uuid '00000000-0000-4000-8000-00000000000a';
create function test.ben() returns uuid immutable return uuid '00000000-0000-4000-8000-00000000000b';
create function test.chief() returns uuid immutable return uuid '00000000-0000-4000-8000-00000000000c';
create function test.gone() returns uuid immutable return uuid '00000000-0000-4000-8000-00000000000d';
create function test.dora() returns uuid immutable return uuid 'd0c00001-0000-8000-8000-000000000000';
create function test.eve() returns uuid immutable return uuid 'd0c00002-0000-8000-8000-000000000000';
create function test.fay() returns uuid immutable return uuid 'd0c00003-0000-8000-8000-000000000000';
create function test.hash() returns text immutable
  return text '$argon2id$v=19$m=19456,t=2,p=1$1W7xKy1JqTArJV0AEgB7dw$eaA53V15IIrZzWwDT1WluxrbC/Aq4F/fnDuo3+nLK+s';

-- Doctor 1 is Dora, 2 is Eve, 3 is Fay; a slot's id is its doctor's with the slot's number at the end.
create function test.doctor(p_number integer default 1) returns uuid immutable
  return (array[test.dora(), test.eve(), test.fay()])[p_number];
create function test.slot(p_number integer, p_doctor integer default 1) returns uuid immutable
  return overlay(test.doctor(p_doctor)::text placing p_number::text from 36)::uuid;

create table test.clock (now timestamptz primary key);
insert into test.clock values ('2030-01-07 08:00:00Z');

grant usage on schema test to public;
grant select on test.clock to public;

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
select id, lower(name) || '@example.com', test.hash(), name, role::medbook.role, is_active, '2030-01-01Z'
  from (values
    (test.ann(), 'Ann', 'USER', true),
    (test.ben(), 'Ben', 'USER', true),
    (test.chief(), 'Chief', 'ADMIN', true),
    (test.gone(), 'Gone', 'USER', false)
  ) as person (id, name, role, is_active);

-- Most tests are not about how many bookings a patient may have.
begin;
update medbook.settings set max_bookings_per_user = 1000, max_bookings_per_doctor_day = 1000;
commit;

insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone, is_active)
values
  (test.dora(), 'Dr. Dora Day', 'Cardiology', 10, 9000, 'EUR', 'Europe/Berlin', true),
  (test.eve(), 'Dr. Eve East', 'Neurology', 5, 12000, 'USD', 'America/New_York', true),
  (test.fay(), 'Dr. Fay Former', 'Neurology', 30, 7000, 'EUR', 'Europe/Berlin', false);

-- The slots, as tests may write to them: their calendar follows.
create view test.slots as
select doctor_id, id, start_time, end_time, is_available, held_until, closed_at, close_cause, changed
  from medbook.slots;
alter view test.slots alter is_available set default true;
alter view test.slots alter changed set default pg_current_xact_id();

create function test.write_slot() returns trigger language plpgsql
as $$
begin
  if tg_op = 'DELETE' then
    delete from medbook.slots where id = old.id;
    delete from medbook.calendar where slot_id = old.id;
    return old;
  end if;
  if new.closed_at is null and (tg_op = 'INSERT' or old.closed_at is not null) then
    insert into medbook.calendar values (new.doctor_id, new.id, new.start_time, new.end_time);
  end if;
  if tg_op = 'INSERT' then
    insert into medbook.slots
    values (new.doctor_id, new.id, new.start_time, new.end_time, new.is_available, new.held_until, new.closed_at,
            new.close_cause, new.changed);
    return new;
  end if;
  with moved as (
    update medbook.calendar set start_time = new.start_time, end_time = new.end_time
     where slot_id = old.id and old.closed_at is null and new.closed_at is null)
  update medbook.slots
     set start_time = new.start_time, end_time = new.end_time, is_available = new.is_available,
         held_until = new.held_until, closed_at = new.closed_at, close_cause = new.close_cause, changed = new.changed
   where id = old.id;
  if new.closed_at is not null then
    delete from medbook.calendar where slot_id = old.id;
  end if;
  return new;
end
$$;

create trigger write instead of insert or update or delete on test.slots
  for each row execute function test.write_slot();

-- Dora: 1 to 4 tomorrow, 5 began an hour ago, 6 is closed. Eve: 1 tomorrow. Fay: 1 tomorrow.
insert into test.slots (doctor_id, id, start_time, end_time, is_available, closed_at)
select medbook.doctor_of(id), id, start_time::timestamptz, start_time::timestamptz + interval '30 minutes',
       closed_at is null, closed_at::timestamptz
  from (values
    (test.slot(1), '2030-01-08 09:00Z', null),
    (test.slot(2), '2030-01-08 09:30Z', null),
    (test.slot(3), '2030-01-08 10:00Z', null),
    (test.slot(4), '2030-01-08 10:30Z', null),
    (test.slot(5), '2030-01-07 07:00Z', null),
    (test.slot(6), '2030-01-08 11:00Z', '2030-01-01Z'),
    (test.slot(1, 2), '2030-01-08 15:00Z', null),
    (test.slot(1, 3), '2030-01-08 09:00Z', null)
  ) as slot (id, start_time, closed_at);

reset role;
