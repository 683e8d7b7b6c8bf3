begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(7);

select is(
  calendar.is_in_hours(:'dora', '2030-01-08 03:00Z', '2030-01-08 04:00Z'),
  true,
  'a doctor without hours has slots at any time'
);
select pg_temp.hours(:'dora', 2, '10:00', '12:00', 30);
select is(
  calendar.is_in_hours(:'dora', '2030-01-08 09:00Z', '2030-01-08 09:30Z'),
  true,
  'a slot of the hours is in them'
);
select is(calendar.is_in_hours(:'dora', '2030-01-08 09:15Z', '2030-01-08 09:45Z'), false, 'one between two is not');
select is(calendar.is_in_hours(:'dora', '2030-01-08 09:00Z', '2030-01-08 10:00Z'), false, 'nor one of another length');
select is(calendar.is_in_hours(:'dora', '2030-01-09 09:00Z', '2030-01-09 09:30Z'), false, 'nor one of another day');
update medbook.doctors set time_zone = 'Pacific/Kiritimati' where id = :'dora';
select is(
  calendar.is_in_hours(:'dora', '2030-01-07 20:00Z', '2030-01-07 20:30Z'),
  true,
  'the day is the doctor''s, east of the date line'
);
update medbook.doctors set time_zone = 'Pacific/Pago_Pago' where id = :'dora';
select is(
  calendar.is_in_hours(:'dora', '2030-01-08 21:00Z', '2030-01-08 21:30Z'),
  true,
  'and west of it'
);

select * from finish();
rollback;
