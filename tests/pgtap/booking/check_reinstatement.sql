begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(8);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset
select api.confirm_booking(:'ann', :'visit_id') as answer \gset

update medbook.bookings set status = 'NO_SHOW' where :'visit_id' in (id, part_of);
insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, confirmed_at)
values (:'dora', core.new_id(:'dora'), :'dora_2', :'ben', 'CONFIRMED', 1, 'EUR', core.now(), core.now());
select is(booking.check_reinstatement(b, core.now()) ->> 'error', 'SLOT_UNAVAILABLE', 'all its slots must be its own')
  from medbook.bookings b where id = :'visit_id';
rollback to visits;

-- Ann's visit began; she did not come. Eve has a slot that overlaps it, and one right after it.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select pg_temp.slot(:'eve', 21, '2030-01-08 09:10Z', 20) as overlapping \gset
select pg_temp.slot(:'eve', 22, '2030-01-08 09:30Z') as after \gset
update test.clock set now = '2030-01-08 09:05Z';
select api.mark_no_show(:'chief', :'booked') -> 'success' as marked \gset
create function pg_temp.checked() returns jsonb language sql as $$
  select booking.check_reinstatement(b, core.now()) from medbook.bookings b where b.status = 'NO_SHOW'
$$;
savepoint missed;

select is(pg_temp.checked(), null, 'a visit can be an appointment again');
select pg_temp.appointment(:'ann', :'after') as other \gset
select is(pg_temp.checked(), null, 'also before another one');
rollback to missed;
select pg_temp.appointment(:'ben', :'overlapping') as other \gset
select is(pg_temp.checked(), null, 'others'' appointments are not in the way');
rollback to missed;
select api.book_slot(:'ann', :'overlapping') #>> '{booking,id}' as other \gset
select is(
  pg_temp.checked(),
  jsonb_build_object('success', false, 'error', 'OVERLAPPING_BOOKING', 'booking_id', :'other'),
  'what the patient holds at that time since is'
);
update test.clock set now = '2030-01-08 09:07Z';
select is(pg_temp.checked(), null, 'until it lapses');
update test.clock set now = '2030-01-08 09:06Z';
update medbook.bookings set override_reason = 'both at once' where id = :'other';
select is(pg_temp.checked(), null, 'one that was made with a reason stays beside it');
rollback to missed;
insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, confirmed_at)
values (:'dora', :'dora_none', :'dora_1', :'ben', 'CONFIRMED', 1, 'EUR', core.now(), core.now());
select is(
  pg_temp.checked(),
  '{"success": false, "error": "SLOT_UNAVAILABLE"}',
  'somebody else who has the slot keeps it'
);

select * from finish();
rollback;
