-- What the specs share: short names, a fresh start, and one look at what came of it.
-- test_isolation.py loads it into its copy of the tests' clinic (../support/clinic.sql).

-- Tomorrow's hours: in slots of 30 minutes they are Dora's slots 1 to 4.
create function test.hours(p_slot_minutes integer, p_start text default '10:00', p_end text default '12:00')
  returns jsonb language sql immutable
as $$ select jsonb_build_array(jsonb_build_object(
  'weekday', 2, 'start', p_start, 'end', p_end, 'slot_minutes', p_slot_minutes)) $$;

-- The id that test.hold gives to its booking of that slot.
create function test.booking(p_number integer, p_doctor integer default 1) returns uuid language sql immutable
as $$ select overlay(test.slot(p_number, p_doctor)::text placing 'b' from 35)::uuid $$;

-- What stands for the SHA-256 of a refresh token.
create function test.token(p_number integer) returns bytea language sql immutable
as $$ select decode(lpad(to_hex(p_number), 64, '0'), 'hex') $$;

create table test.people as table medbook.users;

-- The clinic as it began: nobody is signed in or has a booking, nothing was spent or recorded, nobody is away or has
-- working hours, every slot but Dora's 6 is free, and it is 08:00: a hold lapses at 08:02.
create procedure test.reset()
  language sql
as $$
  delete from medbook.booking_requests;
  delete from medbook.waitlist;
  delete from medbook.bookings;
  delete from medbook.booking_history;
  delete from medbook.audit;
  delete from medbook.password_resets;
  delete from medbook.sessions;
  delete from medbook.rate_counter;
  delete from medbook.time_off;
  delete from medbook.working_hours;
  delete from test.slots where id::text not like 'd0c0%-8000-00000000000_';
  delete from medbook.doctors where id::text not like 'd0c0%';
  delete from medbook.settings;
  insert into medbook.settings default values;
  update test.slots
     set is_available = (closed_at = '2030-01-01Z') is not true, held_until = null, close_cause = null,
         closed_at = case when closed_at = '2030-01-01Z' then closed_at end;
  update medbook.doctors
     set is_active = name <> 'Dr. Fay Former', open_until = null, retired_at = null,
         min_notice = null, booking_horizon = null, cancel_cutoff = null, reschedule_cutoff = null;
  delete from medbook.users where id not in (select id from test.people);
  update medbook.users u
     set email = p.email, password_hash = p.password_hash, name = p.name, role = p.role, is_active = p.is_active
    from test.people p where p.id = u.id;
  update test.clock set now = '2030-01-07 08:00:00Z';
$$;

-- Signs a user in with this token, from nowhere in particular.
create procedure test.sign_in(p_user_id uuid, p_token integer)
  language plpgsql
as $$
begin
  assert account.open_session(p_user_id, test.hash(), test.token(p_token), null, null) -> 'success' = 'true',
    'the user cannot sign in';
end
$$;

-- Books a slot in the public way, and gives the booking an id that specs can name.
create procedure test.hold(p_user_id uuid, p_number integer, p_doctor integer default 1)
  language plpgsql
as $$
begin
  assert api.book_slot(p_user_id, test.slot(p_number, p_doctor)) ? 'created', 'the slot is not free';
  update medbook.bookings set id = test.booking(p_number, p_doctor)
   where doctor_id = medbook.doctor_of(test.slot(p_number, p_doctor)) and slot_id = test.slot(p_number, p_doctor);
end
$$;

-- Lets a user wait for Dora's slot 1, in the order of these numbers; who has it holds it for as long.
create procedure test.wait(p_user_id uuid, p_number integer)
  language sql
as $$
  insert into medbook.waitlist (user_id, doctor_id, to_time, created_at)
  values (p_user_id, test.dora(), '2030-01-08 09:30Z', '2030-01-07Z'::timestamptz + p_number * interval '1 second');
$$;

-- The booking that is offered to a user now.
create function test.offer(p_user_id uuid) returns uuid language sql stable
as $$ select id from medbook.bookings where user_id = p_user_id and waitlist_id is not null and status = 'PENDING' $$;

-- A kind of visit that takes an hour: two slots.
insert into medbook.services (id, name, minutes) values ('00000000-0000-4000-8000-000000000060', 'First visit', 60);
create function test.visit() returns uuid immutable return uuid '00000000-0000-4000-8000-000000000060';

-- Books it likewise, from that slot on.
create procedure test.hold_visit(p_user_id uuid, p_number integer)
  language plpgsql
as $$
declare
  v_id uuid := (api.book_slot(p_user_id, test.slot(p_number), test.visit()) ->> 'created')::uuid;
begin
  assert v_id is not null, 'the slots are not free';
  update medbook.bookings
     set id = case when id = v_id then test.booking(p_number) else id end,
         part_of = case when part_of = v_id then test.booking(p_number) end
   where doctor_id = test.dora() and v_id in (id, part_of);
end
$$;

-- What the tables say, not the views: a lapsed hold is PENDING here until it was taken over or swept.
create view test.outcome as
select split_part(d.name, ' ', 2) || ' ' || right(s.id::text, 1) as slot,
       case when s.closed_at is not null then 'closed' when s.is_available then 'free'
            when s.held_until is not null then 'held' else 'booked' end
         || case when s.closed_at is null and s.close_cause is not null then ', closing' else '' end as is,
       u.name as patient, b.status, (b.expires_at at time zone 'UTC')::time as expires
  from medbook.slots s
  join medbook.doctors d on d.id = s.doctor_id
  left join medbook.bookings b on b.doctor_id = s.doctor_id and b.slot_id = s.id
  left join medbook.users u on u.id = b.user_id
 where (s.closed_at is null or s.close_cause is not null) and (b.id is not null or not s.is_available)
 order by slot, b.status, patient;

-- Every token, whose it is, which one it was exchanged for, and what became of it.
create view test.tokens as
select get_byte(s.token_hash, 31) as token, get_byte(s.parent, 31) as parent, u.name as patient,
       case when s.revoked_at is not null then 'ended' when s.used_at is not null then 'spent' else 'good' end as is
  from medbook.sessions s
  join medbook.users u on u.id = s.user_id
 order by token;

-- What was spent of which policy by whom, without digests.
create view test.counters as
select policy, regexp_replace(key, '[0-9a-f]{64}', 'account') as key, requests,
  (ends_at at time zone 'UTC')::time as ends
  from medbook.rate_counter c
 order by c.policy, c.key;

-- What was recorded.
create view test.recorded as
select a.action, actor.name as actor, subject.name as subject, a.outcome
  from medbook.audit a
  left join medbook.users actor on actor.id = a.actor_id
  left join medbook.users subject on subject.id = a.subject_id
 order by a.action, actor, subject, a.outcome;

-- The slots from tomorrow on, those that a spec has opened too.
create view test.calendar as
select split_part(d.name, ' ', 2) as doctor,
       to_char(s.start_time at time zone 'UTC', 'DD HH24:MI') as start,
         to_char(s.end_time at time zone 'UTC', 'HH24:MI') as end,
       case when s.closed_at is not null then 'closed' when s.is_available then 'free' else 'taken' end as is,
         s.close_cause
  from medbook.slots s
  join medbook.doctors d on d.id = s.doctor_id
 where d.name <> 'Dr. Fay Former' and s.start_time >= '2030-01-08Z'
   and (s.closed_at is null or s.close_cause is not null)
 order by doctor, start, s.end_time, s.close_cause;

-- Steps with a lock_timeout must meet nobody but the other steps.
alter table medbook.users set (autovacuum_enabled = off);
alter table medbook.doctors set (autovacuum_enabled = off);
alter table medbook.slots set (autovacuum_enabled = off);
alter table medbook.calendar set (autovacuum_enabled = off);
alter table medbook.bookings set (autovacuum_enabled = off);
alter table medbook.waitlist set (autovacuum_enabled = off);
alter table medbook.sessions set (autovacuum_enabled = off);
alter table medbook.rate_counter set (autovacuum_enabled = off);
alter table medbook.time_off set (autovacuum_enabled = off);
alter table test.clock set (autovacuum_enabled = off);
