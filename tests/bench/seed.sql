-- The seed's booking: tables of its section 4.1, indexes of 4.2 and function of 5.2, over the same clinic.
-- Added is only what it leaves open: types, PERFORM for the bare SELECT (which PL/pgSQL refuses), the language, and
-- the columns of the INSERT.

create schema seed;
set search_path = seed;

create table users (
  id uuid primary key default gen_random_uuid(),
  email text not null unique,
  password text not null,
  name text not null,
  role text not null
);

create table doctors (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  specialization text not null,
  experience integer not null,
  fee integer not null
);

create table slots (
  id uuid primary key default gen_random_uuid(),
  doctor_id uuid not null references doctors,
  start_time timestamptz not null,
  end_time timestamptz not null,
  is_available boolean not null default true
);

create table bookings (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users,
  slot_id uuid not null references slots,
  doctor_id uuid not null references doctors,
  status text not null,
  expires_at timestamptz,
  created_at timestamptz not null default now()
);

insert into users
select id, email, password_hash, name, role from medbook.users;

insert into doctors
select id, name, specialization, experience_years, fee from medbook.doctors;

insert into slots
select b.seed_id, s.doctor_id, s.start_time, s.end_time, s.is_available
  from bench.slot b join medbook.slots s on s.id = b.id
 order by s.doctor_id, s.start_time;

-- High-traffic queries
CREATE INDEX idx_slots_available ON slots(doctor_id, is_available, start_time) 
    WHERE is_available = true;

-- Booking expiry checks
CREATE INDEX idx_bookings_expiry ON bookings(expires_at) 
    WHERE status = 'PENDING';

-- User booking history
CREATE INDEX idx_bookings_user ON bookings(user_id, created_at DESC);

CREATE FUNCTION book_slot(p_user_id UUID, p_slot_id UUID)
RETURNS JSONB AS $$
BEGIN
    -- Lock the row immediately, fail if already locked
    PERFORM * FROM slots 
    WHERE id = p_slot_id AND is_available = true
    FOR UPDATE NOWAIT;  -- ← Key: NOWAIT means fail immediately
    
    IF NOT FOUND THEN
        RETURN jsonb_build_object('success', false, 'error', 'SLOT_UNAVAILABLE');
    END IF;
    
    -- Create booking
    INSERT INTO bookings (user_id, slot_id, doctor_id, status, expires_at)
    SELECT p_user_id, p_slot_id, doctor_id, 'PENDING', now() + interval '2 minutes'
      FROM slots WHERE id = p_slot_id;
    
    -- Mark unavailable
    UPDATE slots SET is_available = false WHERE id = p_slot_id;
    
    RETURN jsonb_build_object('success', true);
    
EXCEPTION
    WHEN lock_not_available THEN
        RETURN jsonb_build_object('success', false, 'error', 'SLOT_LOCKED');
END;
$$ LANGUAGE plpgsql;

reset search_path;
grant usage on schema seed to medbook_gateway;
grant select, insert, update on all tables in schema seed to medbook_gateway;
