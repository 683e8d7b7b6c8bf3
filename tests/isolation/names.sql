-- What the specs share: short names, a fresh start, and one look at what came of it.
-- test_isolation.py loads it into its copy of the tests' clinic (../clinic.sql).

create function test.ann() returns uuid language sql immutable
as $$ select '00000000-0000-4000-8000-00000000000a'::uuid $$;

create function test.ben() returns uuid language sql immutable
as $$ select '00000000-0000-4000-8000-00000000000b'::uuid $$;

create function test.chief() returns uuid language sql immutable
as $$ select '00000000-0000-4000-8000-00000000000c'::uuid $$;

-- Doctor 1 is Dora, 2 is Eve.
create function test.slot(p_number integer, p_doctor integer default 1) returns uuid language sql immutable
as $$ select ('d0c0000' || p_doctor || '-0000-8000-8000-00000000000' || p_number)::uuid $$;

-- The id that test.hold gives to its booking of that slot.
create function test.booking(p_number integer, p_doctor integer default 1) returns uuid language sql immutable
as $$ select ('d0c0000' || p_doctor || '-0000-8000-8000-0000000000b' || p_number)::uuid $$;

-- Nobody has a booking, every slot that is not closed is free, and it is 08:00: a hold lapses at 08:02.
create procedure test.reset()
  language sql
as $$
  delete from medbook.bookings;
  delete from medbook.booking_history;
  update medbook.slots set is_available = closed_at is null, held_until = null;
  update medbook.doctors set is_active = name <> 'Dr. Fay Former';
  update medbook.users set is_active = name <> 'Gone';
  update test.clock set now = '2030-01-07 08:00:00Z';
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

-- What the tables say, not the views: a lapsed hold is PENDING here until it was taken over or swept.
create view test.outcome as
select split_part(d.name, ' ', 2) || ' ' || right(s.id::text, 1) as slot,
       case when s.is_available then 'free' when s.held_until is not null then 'held' else 'booked' end as is,
       u.name as patient, b.status, (b.expires_at at time zone 'UTC')::time as expires
  from medbook.slots s
  join medbook.doctors d on d.id = s.doctor_id
  left join medbook.bookings b on b.doctor_id = s.doctor_id and b.slot_id = s.id
  left join medbook.users u on u.id = b.user_id
 where s.closed_at is null and (b.id is not null or not s.is_available)
 order by slot, b.status, patient;

-- Steps with a lock_timeout must meet nobody but the other steps.
alter table medbook.users set (autovacuum_enabled = off);
alter table medbook.doctors set (autovacuum_enabled = off);
alter table medbook.slots set (autovacuum_enabled = off);
alter table medbook.bookings set (autovacuum_enabled = off);
alter table test.clock set (autovacuum_enabled = off);
