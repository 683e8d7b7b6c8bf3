begin;
\ir ../names.psql
select plan(8);

create function pg_temp.fault(p_wish jsonb) returns text language sql as $$
  select coalesce(r #>> '{errors,0,pointer}', r ->> 'error')
    from booking.check_waiting(test.ann(), p_wish, core.now()) r
$$;
select is(pg_temp.fault('{}'), '#/doctor_id', 'somebody must be waited for');
select is(pg_temp.fault('{"specialization": "Cardiology", "latest": "25:00"}'), '#/latest', 'at a time that there is');
select is(pg_temp.fault('{"specialization": "Cardiology", "to": "2030-01-07 08:00Z"}'), '#/to', 'which is to come');
select is(pg_temp.fault('{"specialization": "Alchemy"}'), 'DOCTOR_NOT_FOUND', 'of somebody who is here');
select is(
  pg_temp.fault(jsonb_build_object('doctor_ids', array[:'fay'])),
  'DOCTOR_NOT_FOUND',
  'and has not left'
);
select is(
  pg_temp.fault(jsonb_build_object('doctor_ids', array[:'dora'], 'service_id', :'nobody')),
  'SERVICE_NOT_FOUND',
  'for a visit that there is'
);
insert into medbook.services (id, name, minutes, bookable_by) values (:'nobody', 'X', 30, 'KNOWN_PATIENTS');
select is(
  pg_temp.fault(jsonb_build_object('doctor_ids', array[:'dora'], 'service_id', :'nobody')),
  'SERVICE_RESTRICTED',
  'and that the patient may have'
);
select is(pg_temp.fault('{"specialization": "  cardiology"}'), null, 'that is all');

select * from finish();
rollback;
