-- The demo clinic, which `make run` loads. Loading it again only adds the slots of new days.
-- The last statement says what to try.

insert into medbook.users (id, email, password_hash, name, role, time_zone)
values
  ('00000000-0000-4000-8000-000000000001', 'patient@example.com',
    '$argon2id$v=19$m=19456,t=2,p=1$Uy6c5YUyXJqslsoOUFroCg$c6qv9tQSPwlgEg7Z8qAOeeM+k0TaDnJ5iQCApj/vVvg',
    'Pat Patient', 'USER', 'Europe/Berlin'),
  ('00000000-0000-4000-8000-000000000002', 'admin@example.com',
    '$argon2id$v=19$m=19456,t=2,p=1$WWC6ldwhzaFuVWtSvg+XTw$N5nWFz+MXCcmuIFA05P5iVRlaviJVsqvTYqjistu5JA',
    'Ada Admin', 'ADMIN', 'Europe/Berlin')
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

-- Doctors who are new here work in the mornings and afternoons of working days.
insert into medbook.working_hours (doctor_id, weekday, start_minute, end_minute, slot_minutes)
select d.id, weekday, start_minute, end_minute, 30
  from medbook.doctors d
 cross join generate_series(1, 5) as weekday
 cross join (values (540, 720), (810, 1020)) as hours (start_minute, end_minute)
 where d.id < '00000025-0000-8000-8000-000000000000'
   and not exists (select from medbook.slots s where s.doctor_id = d.id);

-- Their slots for two weeks from tomorrow, by the doctor's own calendar.
select calendar.open_days(locked.id, today + 1, today + 14, core.now())
  from medbook.doctors d
 cross join lateral calendar.lock_doctor(d.id) locked
 cross join lateral (select (core.now() at time zone locked.time_zone)::date as today) own_calendar
 where d.id < '00000025-0000-8000-8000-000000000000' and locked.id is not null;

select 'Try, in another terminal (the README goes on from there):

  curl -s BASE/v1/doctors?limit=3
  curl -s BASE/v1/auth/login --json ''{"email": "patient@example.com", "password": "medbook-demo-patient"}''
  make psql        the same functions in SQL
  make stop        stop PostgreSQL too: Ctrl-C here stops the gateway alone
' as what_to_try;
