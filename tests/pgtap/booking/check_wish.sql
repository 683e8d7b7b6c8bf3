begin;
\ir ../names.psql
select plan(26);

create function pg_temp.told(p_wish jsonb) returns text language sql as $$
  select w.answer ->> 'error' || ': ' || (w.answer #>> '{errors,0,pointer}') || ' '
           || (w.answer #>> '{errors,0,detail}')
    from booking.check_wish(p_wish) w (answer)
$$;
create function pg_temp.with_field(p_field text, p_value jsonb) returns text language sql as $$
  select pg_temp.told(jsonb_build_object('specialization', 'x', p_field, p_value))
$$;

select is(pg_temp.told('{"specialization": "x"}'), null, 'a specialization is enough');
select is(
  pg_temp.told(jsonb_build_object('doctor_ids', jsonb_build_array(:'dora'::uuid, upper(:'eve')))),
  null,
  'or doctors'
);
select is(
  pg_temp.told('{}'),
  'INVALID_INPUT: #/doctor_ids must be given, or specialization, or service_id, and not the first two',
  'one of the two must be there'
);
select is(
  pg_temp.with_field('doctor_ids', jsonb_build_array(:'dora'::uuid)),
  'INVALID_INPUT: #/doctor_ids must be given, or specialization, or service_id, and not the first two',
  'and not both'
);
select is(
  pg_temp.told('{"doctor_ids": ["Dora"]}'),
  'INVALID_INPUT: #/doctor_ids must be a list of 1 to 100 ids of doctors',
  'doctors are named by their ids'
);
select isnt(pg_temp.told('{"doctor_ids": []}'), null, 'there must be a doctor');
select isnt(pg_temp.told('{"doctor_ids": {}}'), null, 'in a list');
select is(
  pg_temp.told(jsonb_build_object('doctor_ids', (select jsonb_agg(:'dora'::uuid) from generate_series(1, 100)))),
  null,
  '100 doctors are allowed'
);
select isnt(
  pg_temp.told(jsonb_build_object('doctor_ids', (select jsonb_agg(:'dora'::uuid) from generate_series(1, 101)))),
  null,
  'and no more'
);
select is(
  pg_temp.told('{"specialization": "x", "from": "2030-01-08T09:00:00Z", "to": "2030-01-08T09:00:01Z"}'),
  null,
  'a second is time enough'
);
select is(
  pg_temp.told('{"specialization": "x", "from": "2030-01-08T09:00:00Z", "to": "2030-01-08T09:00:00Z"}'),
  'INVALID_INPUT: #/to must be after from',
  'none is not'
);
select is(pg_temp.with_field('to', '"2000-01-01T00:00:00Z"'), null, 'what is over is no mistake');
select is(pg_temp.with_field('weekdays', '[1, 7]'), null, 'weekdays are numbers');
select is(
  pg_temp.with_field('weekdays', '[0]'),
  'INVALID_INPUT: #/weekdays must be a list of weekdays, from 1 (Monday) to 7',
  'from 1 on'
);
select isnt(pg_temp.with_field('weekdays', '[1.5]'), null, 'whole ones');
select isnt(pg_temp.with_field('weekdays', '1'), null, 'in a list');
select isnt(pg_temp.with_field('weekdays', '[1,2,3,4,5,6,7,1]'), null, 'of seven at most');
select is(pg_temp.with_field('earliest', '"00:00"'), null, 'a day begins at midnight');
select is(
  pg_temp.with_field('earliest', '"24:00"'),
  'INVALID_INPUT: #/earliest must be a time such as 09:00',
  'and does not begin at its end'
);
select is(pg_temp.with_field('latest', '"24:00"'), null, 'where it ends');
select is(pg_temp.with_field('latest', '"9:00"'), 'INVALID_INPUT: #/latest must be a time such as 17:00', 'HH:MM');
select is(pg_temp.told('{"specialization": "x", "earliest": "09:00", "latest": "09:01"}'), null, 'a minute is enough');
select is(
  pg_temp.told('{"specialization": "x", "earliest": "09:00", "latest": "09:00"}'),
  'INVALID_INPUT: #/latest must be later than earliest',
  'the latest time is later'
);
select is(
  pg_temp.told('{"specialization": "x", "earliest": "22:00", "latest": "06:00"}'),
  'INVALID_INPUT: #/latest must be later than earliest',
  'of the same day'
);

select is(pg_temp.told('{"service_id": "x"}'), null, 'a kind of visit is enough');
select is(pg_temp.with_field('service_id', '"x"'), null, 'or one of the others with it');

select * from finish();
rollback;
