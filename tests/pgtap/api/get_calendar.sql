begin;
\ir ../names.psql
select plan(7);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as anns \gset
select api.confirm_booking(:'ann', :'anns') as confirmed \gset
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as bens \gset
select api.confirm_booking(:'ben', :'bens') as confirmed \gset
select right(api.renew_calendar_link(:'ann') ->> 'address', 64) as token \gset
select right(api.renew_doctor_link(:'chief', :'dora') ->> 'address', 64) as doras \gset
select api.get_calendar(:'token') as answer \gset
select is(
  :'answer'::jsonb,
  jsonb_build_object('success', true, 'calendar', outbound.calendar('Appointments', :'ann', null, core.now())),
  'whoever has the token gets the calendar of who made it'
);
select matches(:'answer'::jsonb ->> 'calendar', :'anns', 'the patient''s own booking is in it');
select matches(:'answer'::jsonb ->> 'calendar', 'Appointment with Dr\. Dora Day', 'with the doctor''s name');
select unalike(:'answer'::jsonb ->> 'calendar', '%' || :'bens' || '%', 'and no other');
select unalike(:'answer'::jsonb ->> 'calendar', '%Cardio%', 'it says nothing of medicine');
select is(
  array(select api.get_calendar(token) ->> 'error' from unnest(array[:'doras', upper(:'token'), :'token' || ' ', '',
    :'ann', null]) token),
  array_fill(text 'CALENDAR_NOT_FOUND', array[6]),
  'no other token is valid, not even a doctor''s'
);
update medbook.users set is_active = false where id = :'ann';
select is(api.get_calendar(:'token') ->> 'error', 'CALENDAR_NOT_FOUND', 'a deactivated user''s calendar is dead');

select * from finish();
rollback;
