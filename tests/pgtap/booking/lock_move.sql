begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(19);

-- Somebody else has locked a slot, and later a user.
select pg_temp.lock_elsewhere('medbook.slots', :'eve_1') as other \gset
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select pg_temp.appointment(:'ann', :'dora_2') as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled') as answer \gset
savepoint booked;
set local lock_timeout = '1ms';
select is((booking.lock_move(:'ann', :'booked', :'dora_3')).id, :'booked'::uuid, 'one''s own booking is found');
select is((booking.lock_move(:'ann', :'booked', :'dora_3')).slot_id, :'dora_1'::uuid, 'with all columns');
select is((booking.lock_move(:'chief', :'booked', :'dora_3')).id, :'booked'::uuid, 'an administrator finds anybody''s');
select throws_ok(
  format('select booking.lock_move(%L, %L, %L)', :'ann', :'booked', :'eve_1'),
  '55P03',
  null,
  'it waits for the new slot at most lock_timeout'
);
select is(
  (booking.lock_move(:'ann', :'booked', :'dora_none')).id,
  :'booked'::uuid,
  'a slot that does not exist is not waited for'
);
select is((booking.lock_move(:'ann', :'booked', null)).id, :'booked'::uuid, 'nor is none');

-- Who may not move it waits for nothing, and locks nothing.
select is(
  (booking.lock_move(:'ben', :'booked', :'eve_1')).id,
  null,
  'somebody else''s booking is not found, and nobody waits for the slot'
);
select is((booking.lock_move(null, :'booked', :'eve_1')).id, null, 'nobody''s is not');
select is((booking.lock_move(:'gone', :'booked', :'eve_1')).id, null, 'a deactivated user has none');
select is((booking.lock_move(:'ann', :'dora_none', :'eve_1')).id, null, 'an unknown one is not found');
select is((booking.lock_move(:'ann', :'dora_1', :'eve_1')).id, null, 'a slot''s id is not a booking''s');
select is((booking.lock_move(:'ann', null, :'eve_1')).id, null, 'no id is none');
select is(
  (booking.lock_move(:'ann', :'cancelled', :'eve_1')).status,
  'CANCELLED',
  'a booking that has ended is found, and nobody waits for the slot'
);
rollback to booked;
select pg_temp.unlock_elsewhere() as other \gset

-- What is locked, seen by the other.
create function pg_temp.is_locked(p_table text, p_id uuid) returns boolean language plpgsql as $$
begin
  perform pg_temp.lock_elsewhere(p_table, p_id, 'no key update nowait');
  perform pg_temp.unlock_elsewhere();
  return false;
exception
  when lock_not_available then
    perform pg_temp.unlock_elsewhere();
    return true;
end
$$;
select booking.lock_move(:'ben', :'booked', :'dora_4') as stranger \gset
select booking.lock_move(:'ann', :'cancelled', :'dora_4') as ended \gset
select is(pg_temp.is_locked('medbook.slots', :'dora_4'), false, 'a user without a booking to move locks no slot');
select booking.lock_move(:'chief', :'booked', :'dora_3') as moved \gset
select is(pg_temp.is_locked('medbook.slots', :'dora_3'), true, 'the new slot is locked');
select is(pg_temp.is_locked('medbook.slots', :'dora_1'), true, 'so is the old one');
select is(pg_temp.is_locked('medbook.users', :'ann'), true, 'and the patient');
select is(pg_temp.is_locked('medbook.users', :'chief'), false, 'not the administrator');
select is(pg_temp.is_locked('medbook.slots', :'dora_4'), false, 'and no other slot');

select * from finish();
rollback;
