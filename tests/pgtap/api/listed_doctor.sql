begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(24);

select columns_are(
  'api',
  'listed_doctor',
  array['id', 'name', 'specialization', 'experience_years', 'fee', 'currency', 'time_zone', 'next_available_at'],
  'a listed doctor has the members that the documentation names'
);
select is(
  (select array_agg(id order by id) from api.listed_doctor),
  array[:'dora', :'eve']::uuid[],
  'only doctors who can be booked are listed'
);
select is(
  to_jsonb(l) - 'next_available_at',
  to_jsonb(d),
  'a doctor is shown as alone'
) from api.listed_doctor l join api.doctor d using (id) where id = :'dora';
select is(
  next_available_at,
  '2030-01-08 09:00Z',
  'it shows the soonest free slot'
) from api.listed_doctor where id = :'dora';
select api.book_slot(:'ann', :'dora_1') as answer \gset
select is(next_available_at, '2030-01-08 09:30Z', 'a held one is not free') from api.listed_doctor where id = :'dora';
update test.clock set now = '2030-01-07 08:01:59.999999Z';
select is(
  next_available_at,
  '2030-01-08 09:30Z',
  'until its last microsecond'
) from api.listed_doctor where id = :'dora';
update test.clock set now = '2030-01-07 08:02Z';
select is(
  next_available_at,
  '2030-01-08 09:00Z',
  'from the instant it lapses it is, swept or not'
) from api.listed_doctor where id = :'dora';
select pg_temp.appointment(:'ann', :'eve_1') as booked \gset
select is(next_available_at, null, 'where all is booked there is none') from api.listed_doctor where id = :'eve';
select is(count(*), 2::bigint, 'a doctor without free slots is listed all the same') from api.listed_doctor;
update medbook.settings set min_notice = '26 hours';
select is(
  next_available_at,
  '2030-01-08 10:30Z',
  'a slot that is too soon does not count'
) from api.listed_doctor where id = :'dora';
update medbook.doctors set min_notice = '1 day 1 hour' where id = :'dora';
select is(
  next_available_at,
  '2030-01-08 09:30Z',
  'the doctor''s own rules count'
) from api.listed_doctor where id = :'dora';
select api.retire_doctor(:'chief', :'dora') as answer \gset
select is(
  (select array_agg(id) from api.listed_doctor),
  array[:'eve']::uuid[],
  'a doctor who retires is no longer listed'
);

-- What list_doctors shows.
select is(api.list_doctors() #> '{doctors,0}', to_jsonb(l), 'list_doctors shows it') from api.listed_doctor l;
select is(api.list_doctors() #> '{doctors,0,next_available_at}', 'null', 'without a free slot it is null');

-- What list_doctors finds: whatever the case and accents.
insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone) values
  ('d0c00004-0000-8000-8000-000000000000', 'Dr. Ångström Müller', 'Cardiology', 1, 1, 'EUR', 'UTC'),
    ('d0c00005-0000-8000-8000-000000000000', 'Dr. Jose Nunez', 'Cardiology', 1, 1, 'EUR', 'UTC'),
  ('d0c00006-0000-8000-8000-000000000000', 'Dr. Zoë 100% Straße_', 'Cardiology', 1, 1, 'EUR', 'UTC');
create function pg_temp.found(p_search text) returns text language sql as $$
  select string_agg(d ->> 'name', ', ' order by n)
    from jsonb_array_elements(api.list_doctors(p_search => p_search) -> 'doctors') with ordinality f (d, n)
$$;
select is(pg_temp.found('angstrom'), 'Dr. Ångström Müller', 'a name with accents is found without');
select is(pg_temp.found('JOSÉ NÚÑEZ'), 'Dr. Jose Nunez', 'a name without accents is found with, in capitals too');
select is(pg_temp.found('zoë'), 'Dr. Zoë 100% Straße_', 'a name with accents is found with them');
select is(pg_temp.found('STRASSE'), 'Dr. Zoë 100% Straße_', 'a letter may be two');
select is(pg_temp.found('0%'), 'Dr. Zoë 100% Straße_', 'a percent sign is itself');
select is(pg_temp.found('%ll'), null, 'and stands for nothing else');
select is(pg_temp.found('e_'), 'Dr. Zoë 100% Straße_', 'so is an underscore');
select is(pg_temp.found('s_ros'), null, 'which is no letter either');
select is(pg_temp.found('\'), null, 'a backslash is itself');
select is(
  jsonb_array_length(api.list_doctors(p_search => 'DR. ') -> 'doctors'),
  4,
  'a text that all names contain finds all'
);

select * from finish();
rollback;
