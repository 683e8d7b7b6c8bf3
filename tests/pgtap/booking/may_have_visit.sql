begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(7);

insert into medbook.services (name, minutes, bookable_by)
values ('Known', 30, 'KNOWN_PATIENTS'), ('Clinic''s', 30, 'ADMINISTRATORS');
select id as known from medbook.services where name = 'Known' \gset
select id as clinics from medbook.services where name = 'Clinic''s' \gset
select ok(booking.may_have_visit(:'ann', null, :'dora', core.now()), 'everybody may have a visit of no kind');
select ok(booking.may_have_visit(:'ann', :'hour', :'dora', core.now()), 'and one that is for everybody');
select ok(not booking.may_have_visit(:'ann', :'clinics', :'dora', core.now()), 'but none that the clinic alone books');
select ok(not booking.may_have_visit(:'chief', :'known', :'dora', core.now()), 'an appointment to come is no visit');
select ok(
  booking.may_have_visit(:'chief', :'known', :'dora', '2030-01-08 09:00Z'),
  'who has been at the doctor''s is known'
);
select ok(not booking.may_have_visit(:'chief', :'known', :'eve', '2030-01-08 09:00Z'), 'to nobody else');
update medbook.services set is_active = false;
select ok(not booking.may_have_visit(:'ann', :'hour', :'dora', core.now()), 'what cannot be booked nobody may have');

select * from finish();
rollback;
