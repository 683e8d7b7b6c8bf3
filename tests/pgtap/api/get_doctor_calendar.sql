begin;
\ir ../names.psql
select plan(7);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as doras \gset
select api.confirm_booking(:'ann', :'doras') as confirmed \gset
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as eves \gset
select api.confirm_booking(:'ann', :'eves') as confirmed \gset
update medbook.users set phone = '030 4711' where id = :'ann';
select right(api.renew_doctor_link(:'chief', :'dora') ->> 'address', 64) as token \gset
select right(api.renew_calendar_link(:'chief') ->> 'address', 64) as chiefs \gset
select api.get_doctor_calendar(:'dora', :'token') as answer \gset
select is(
  :'answer'::jsonb,
  jsonb_build_object('success', true, 'calendar',
    outbound.calendar('Appointments of Dr. Dora Day', null, :'dora', core.now())),
  'whoever has the token gets the calendar of the doctor'
);
select matches(:'answer'::jsonb ->> 'calendar', :'doras', 'the doctor''s booking is in it');
select matches(:'answer'::jsonb ->> 'calendar', 'SUMMARY:Ann\r', 'with the patient''s name');
select unalike(:'answer'::jsonb ->> 'calendar', '%' || :'eves' || '%', 'and none of another doctor''s');
select is(:'answer'::jsonb ->> 'calendar' ~ 'example|4711', false, 'nor how to reach the patient');
select is(
  array(select api.get_doctor_calendar(doctor::uuid, token) ->> 'error'
          from (values (:'eve', :'token'), (null, :'token'), (:'dora', :'chiefs'), (null, :'chiefs'), (:'dora', ''),
            (:'no_doctor', 'x'), (:'dora', null), (null, null)) as asked (doctor, token)),
  array_fill(text 'CALENDAR_NOT_FOUND', array[8]),
  'no other token is valid, and none for another doctor'
);
update medbook.users set role = 'USER' where id = :'chief';
select is(
  api.get_doctor_calendar(:'dora', :'token') ->> 'error',
  'CALENDAR_NOT_FOUND',
  'when who made it is no administrator any more, the calendar is dead'
);

select * from finish();
rollback;
