-- The demo clinic, which `make run` loads. Loading it again only adds the slots of new days: what was changed stays.
-- Accounts and doctors are inserted, because their ids are always the same; the functions make all else. The last
-- statement says what to try.

insert into medbook.users (id, email, password_hash, name, role, time_zone)
values
  ('00000000-0000-4000-8000-000000000001', 'patient@example.com',
    '$argon2id$v=19$m=19456,t=2,p=1$Uy6c5YUyXJqslsoOUFroCg$c6qv9tQSPwlgEg7Z8qAOeeM+k0TaDnJ5iQCApj/vVvg',
    'Pat Patient', 'USER', 'Europe/Berlin'),
  ('00000000-0000-4000-8000-000000000002', 'admin@example.com',
    '$argon2id$v=19$m=19456,t=2,p=1$WWC6ldwhzaFuVWtSvg+XTw$N5nWFz+MXCcmuIFA05P5iVRlaviJVsqvTYqjistu5JA',
    'Ada Admin', 'ADMIN', 'Europe/Berlin')
on conflict do nothing;

-- More patients; they have the password of patient@example.com.
insert into medbook.users (id, email, password_hash, name, time_zone)
select overlay('00000000-0000-4000-8000-000000000000' placing lpad(n::text, 12, '0') from 25)::uuid,
       patient.email, pat.password_hash, patient.name, patient.time_zone
  from (values
    (3, 'olga@example.com',  'Olga Petersen', 'Europe/Copenhagen'),
    (4, 'ravi@example.com',  'Ravi Menon',    'Asia/Kolkata'),
    (5, 'lucia@example.com', 'Lucía Torres',  'Europe/Madrid'),
    (6, 'sam@example.com',   'Sam Carter',    'America/Chicago')
  ) as patient (n, email, name, time_zone)
 cross join medbook.users pat
 where pat.email = 'patient@example.com'
on conflict do nothing;

-- The first patient's mail shows what mail is like.
insert into medbook.notification_preferences (user_id, confirmed, cancelled, moved, reminders)
select id, false, false, false, false from medbook.users
 where email in ('admin@example.com', 'olga@example.com', 'ravi@example.com', 'lucia@example.com', 'sam@example.com')
on conflict do nothing;

insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
select overlay('00000000-0000-8000-8000-000000000000' placing lpad(n::text, 8, '0') from 1)::uuid,
       name, specialization, experience_years, fee, currency, time_zone
  from (values
    ( 1, 'Dr. Amara Okafor',       'Cardiology',       18, 18000, 'EUR', 'Europe/Berlin'),
    ( 2, 'Dr. Henrik Lindqvist',   'Cardiology',       11, 16000, 'EUR', 'Europe/Berlin'),
    ( 3, 'Dr. Sofia Marino',       'Dermatology',       9, 12000, 'EUR', 'Europe/Rome'),
    ( 4, 'Dr. Jonas Keller',       'Dermatology',      22, 14000, 'EUR', 'Europe/Berlin'),
    ( 5, 'Dr. Meera Iyer',         'Endocrinology',    15, 80000, 'INR', 'Asia/Kolkata'),
    ( 6, 'Dr. Claire Dubois',      'Endocrinology',     7, 11000, 'EUR', 'Europe/Paris'),
    ( 7, 'Dr. Tom Gallagher',      'General Practice', 25,  7500, 'GBP', 'Europe/London'),
    ( 8, 'Dr. Ruth Mensah',        'General Practice',  6,  7000, 'GBP', 'Europe/London'),
    ( 9, 'Dr. Elena Petrova',      'Gynaecology',      13, 13500, 'EUR', 'Europe/Sofia'),
    (10, 'Dr. Hannah Weiss',       'Gynaecology',      20, 15000, 'EUR', 'Europe/Vienna'),
    (11, 'Dr. Samuel Cohen',       'Neurology',        17, 26000, 'USD', 'America/New_York'),
    (12, 'Dr. Grace Nguyen',       'Neurology',        10, 24000, 'USD', 'America/Los_Angeles'),
    (13, 'Dr. Lars Andersen',      'Ophthalmology',    14, 90000, 'DKK', 'Europe/Copenhagen'),
    (14, 'Dr. Isabel Romero',      'Ophthalmology',     8, 11500, 'EUR', 'Europe/Madrid'),
    (15, 'Dr. Michael Brandt',     'Orthopaedics',     19, 17000, 'EUR', 'Europe/Berlin'),
    (16, 'Dr. Aisha Rahman',       'Orthopaedics',     12, 21000, 'USD', 'America/Chicago'),
    (17, 'Dr. Priya Shrestha',     'Paediatrics',      16,150000, 'NPR', 'Asia/Kathmandu'),
    (18, 'Dr. Oliver Hughes',      'Paediatrics',       5,  8000, 'GBP', 'Europe/London'),
    (19, 'Dr. Natalia Kowalska',   'Psychiatry',       21, 30000, 'PLN', 'Europe/Warsaw'),
    (20, 'Dr. Daniel Fischer',     'Psychiatry',        9, 15500, 'EUR', 'Europe/Zurich'),
    (21, 'Dr. Yuki Tanaka',        'Radiology',        13,  9000, 'JPY', 'Asia/Tokyo'),
    (22, 'Dr. Marcus Webb',        'Radiology',        24, 22000, 'AUD', 'Australia/Sydney'),
    (23, 'Dr. Fatima Al-Sayed',    'Urology',          11, 40000, 'AED', 'Asia/Dubai'),
    (24, 'Dr. Peter Novak',        'Urology',          18, 12500, 'EUR', 'Europe/Prague')
  ) as doctor (n, name, specialization, experience_years, fee, currency, time_zone)
on conflict do nothing;

-- Generous rate limits, so that a walk-through can be repeated; those of a fresh installation are in
-- migrations/0007.limits.sql.
update medbook.rate_policy p
   set quota = demo.quota
  from (values
    ('general', 100, 10000),
    ('desk',   3000, 30000),
    ('auth',     10,  1000),
    ('account',  10,  1000),
    ('lockout',  10,  1000),
    ('reset',    10,  1000),
    ('booking',   5,   100)
  ) as demo (name, fresh_quota, quota)
 where p.name = demo.name and p.quota = demo.fresh_quota and not core.is_demo();

-- Kinds of visit, at each doctor's own price but for one. A first visit takes two half-hours, or three quarters.
insert into medbook.services (id, name, description, minutes, fee, currency, bookable_by)
select overlay('5e000000-0000-4000-8000-000000000000' placing lpad(n::text, 12, '0') from 25)::uuid,
       name, description, minutes, fee, currency, bookable_by::medbook.service_access
  from (values
    (1, 'First visit', 'For new patients: please bring your medication and findings', 45, null, null, 'EVERYBODY'),
    (2, 'Follow-up',   'With a doctor whom you know',                                 15, null, null, 'KNOWN_PATIENTS'),
    (3, 'Vaccination', null,                                                          10, 2500, 'GBP', 'EVERYBODY'),
    (4, 'Video',       null,                                                          20, null, null, 'EVERYBODY')
  ) as service (n, name, description, minutes, fee, currency, bookable_by)
 where not core.is_demo()
on conflict do nothing;

-- Mornings and afternoons of working days, in half-hours, or quarters in General Practice, where one doctor vaccinates
-- on Friday afternoons; and Saturdays of one doctor, who makes breaks.
do $$
begin
  perform api.set_working_hours('00000000-0000-4000-8000-000000000002', d.id, weekly.hours || case
            when d.name = 'Dr. Tom Gallagher' then
              jsonb '[{"weekday": 6, "start": "10:00", "end": "13:00", "slot_minutes": 20, "gap_minutes": 10}]'
            else '[]' end)
     from medbook.doctors d
    cross join lateral (
      select jsonb_agg(jsonb_build_object(
               'weekday', day, 'start', start, 'end', until,
               'slot_minutes', case d.specialization when 'General Practice' then 15 else 30 end,
               'service_ids', case when d.name = 'Dr. Ruth Mensah' and day = 5 and start = '13:30'
                                   then array['5e000000-0000-4000-8000-000000000003'] end)) as hours
        from generate_series(1, 5) as day
       cross join (values ('09:00', '12:00'), ('13:30', '17:00')) as half (start, until)) weekly
    where d.id < '00000025-0000-8000-8000-000000000000' and not core.is_demo();
end
$$;

-- Slots, by the doctor's own calendar: for two weeks from tomorrow, and the first time of the last week too. No
-- operation makes slots of the past: calendar.open_days does, if it is told an earlier time.
do $$
declare
  v_doctor record;
  v_now constant timestamptz := core.now();
begin
  for v_doctor in
    select locked.id, (v_now at time zone locked.time_zone)::date as today
      from medbook.doctors d cross join lateral calendar.lock_doctor(d.id) locked
     where d.id < '00000025-0000-8000-8000-000000000000' and locked.id is not null
  loop
    if not core.is_demo() then
      perform calendar.open_days(v_doctor.id, v_doctor.today - 7, v_doctor.today - 1, v_now - interval '8 days');
    end if;
    perform calendar.open_days(v_doctor.id, v_doctor.today + 1, v_doctor.today + 14, v_now);
  end loop;
end
$$;

-- A doctor is away for three days, so for one working day at least.
do $$
begin
  perform api.add_time_off('00000000-0000-4000-8000-000000000002', d.id,
                           (today + 8)::timestamp at time zone d.time_zone,
                           (today + 11)::timestamp at time zone d.time_zone, 'Conference')
     from medbook.doctors d
    cross join lateral (select (core.now() at time zone d.time_zone)::date as today) own_calendar
    where d.id = '00000003-0000-8000-8000-000000000000' and not core.is_demo();
end
$$;

-- Appointments: one slot in 61 is a patient's. Pat's only one to come is on a Saturday, when the doctors of the
-- README's walk-throughs do not work: so it never overlaps what Pat books there. No operation books what is past: the
-- functions behind it do, which are told the time.
do $$
declare
  v_admin constant uuid := '00000000-0000-4000-8000-000000000002';
  v_pat constant uuid := '00000000-0000-4000-8000-000000000001';
  v_now constant timestamptz := core.now();
  v_visit record;
  v_id uuid;
begin
  if core.is_demo() then
    return;
  end if;
  -- Five patients have the appointments of a whole town.
  update medbook.settings set max_bookings_per_user = 1000, max_bookings_per_doctor_day = 1000;
  for v_visit in
    select o as offer, o.slot_id, o.start_time - interval '3 days' as booked_at,
           o.start_time <= v_now as is_past, n % 7 = 0 as is_cancelled,
           overlay(v_pat::text placing (array[1, 3, 4, 5, 6])[1 + n / 61 % 5]::text from 36)::uuid as patient
      from booking.offer o
      join (select id, row_number() over (order by doctor_id, start_time) as n from medbook.slots
             where doctor_id < '00000025-0000-8000-8000-000000000000') numbered on numbered.id = o.slot_id
     where n % 61 = 0 and o.service_ids is null
     order by o.start_time
  loop
    if v_visit.is_past then
      v_id := booking.take_slot(v_visit.patient, v_visit.offer, v_visit.patient, null, v_visit.booked_at) ->> 'created';
      perform booking.confirm_hold(b, v_visit.patient, v_visit.booked_at + interval '1 minute')
         from medbook.bookings b where b.doctor_id = medbook.doctor_of(v_id) and b.id = v_id;
      if v_visit.is_cancelled then
        perform booking.cancel_bookings(medbook.doctor_of(v_id), array[v_id], v_visit.patient, 'I am well again',
                                        v_visit.booked_at + interval '1 day');
      end if;
    elsif v_visit.patient <> v_pat then
      v_id := api.book_for_patient(v_admin, v_visit.patient, v_visit.slot_id) ->> 'created';
      perform api.confirm_booking(v_admin, v_id);
    end if;
  end loop;

  select api.book_slot(v_pat, s.id) ->> 'created' into v_id
    from medbook.slots s
    join medbook.doctors d on d.id = s.doctor_id
   where d.name = 'Dr. Tom Gallagher' and s.start_time > v_now and s.is_available
     and extract(isodow from s.start_time at time zone d.time_zone) = 6
   order by s.start_time limit 1;
  perform api.confirm_booking(v_pat, v_id);

  -- Of the past ones, every fifth patient did not come.
  perform case when n % 5 = 0 then api.mark_no_show(v_admin, id) else api.complete_booking(v_admin, id) end
     from (select b.id, row_number() over (order by s.start_time, s.id) as n
             from medbook.bookings b join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
            where b.doctor_id < '00000025-0000-8000-8000-000000000000' and b.status = 'CONFIRMED'
              and s.start_time <= v_now) visit;
end
$$;

update medbook.settings
   set is_demo = true, max_bookings_per_user = default, max_bookings_per_doctor_day = default
 where not is_demo;

select 'Try, in another terminal (the README goes on from there):

  curl -s ''BASE/v1/doctors?limit=3''
  curl -s ''BASE/v1/auth/login'' --json ''{"email": "patient@example.com", "password": "medbook-demo-patient"}''
  make psql        the same functions in SQL
  make stop        stop PostgreSQL too: Ctrl-C here stops the gateway alone
' as what_to_try;
