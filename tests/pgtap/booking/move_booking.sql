begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(40);

create function pg_temp.move(p_booking_id uuid, p_slot_id uuid,
  p_actor_id uuid default test.ann(), p_now timestamptz default '2030-01-07 08:01Z')
  returns jsonb language plpgsql as $$
begin
  update test.clock set now = p_now;
  return (select booking.move_booking(b, p_actor_id, p_slot_id, null, p_now) from medbook.bookings b
    where id = p_booking_id);
end
$$;
savepoint free;

-- A hold.
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
update medbook.slots set changed = '3';
select pg_temp.move(:'held', :'eve_1') as answer \gset
select :'answer'::jsonb #>> '{booking,id}' as moved \gset
select is(:'answer'::jsonb ->> 'created', :'moved', 'the new booking is created');
select is(
  :'answer'::jsonb,
  api.get_booking(:'ann', :'moved')
    || jsonb_build_object('created', :'moved', 'fee_before', 9000, 'currency_before', 'EUR'),
  'and shown as get_booking does, with the price before'
);
select is(:'answer'::jsonb #>> '{booking,status}', 'PENDING', 'a hold stays one');
select is(:'answer'::jsonb #>> '{booking,expires_at}', '2030-01-07T08:02:00+00:00', 'and lapses when it would have');
select is(:'answer'::jsonb #>> '{booking,expires_in}', '60', 'in a minute');
select is(:'answer'::jsonb #>> '{booking,created_at}', '2030-01-07T08:01:00+00:00', 'it is a booking of now');
select is(:'answer'::jsonb #> '{booking,fee}', '12000', 'which costs what the new doctor costs');
select is(:'answer'::jsonb #>> '{booking,currency}', 'USD', 'in the new doctor''s currency');
select is(
  rescheduled_from,
  :'held'::uuid,
  'it names the moved booking'
) from medbook.bookings where id = :'moved';
select is(status, 'CANCELLED', 'the old one ends') from medbook.bookings where id = :'held';
select is(reason, 'rescheduled', 'and says why') from medbook.bookings where id = :'held';
select is(ended_by, 'PATIENT', 'and by whom') from medbook.bookings where id = :'held';
select is(rescheduled_to, :'moved'::uuid, 'and what for') from medbook.bookings where id = :'held';
select is(cancelled_at, '2030-01-07 08:01Z', 'and when') from medbook.bookings where id = :'held';
select is(pg_temp.state(:'dora_1'), 'free', 'its slot is free');
select is(pg_temp.state(:'eve_1'), 'held', 'the new slot is held');
select is(held_until, '2030-01-07 08:02Z', 'until the hold lapses') from medbook.slots where id = :'eve_1';
select is(
  (select array_agg(id order by id) from medbook.slots where changed = pg_current_xact_id()),
  array[:'dora_1', :'eve_1']::uuid[],
  'both slots name the transaction'
);
select is(
  pg_temp.history(:'held'),
  '{Ann: PENDING,Ann: PENDING > CANCELLED}',
  'the old booking''s history names the actor'
);
select is(pg_temp.history(:'moved'), '{Ann: PENDING}', 'so does the new one''s');
select is(pg_temp.audited(), '{}', 'actions of patients for themselves are not recorded');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
rollback to free;

-- An appointment, by an administrator.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select pg_temp.move(:'booked', :'dora_2', :'chief', '2030-01-07 08:05Z') as answer \gset
select :'answer'::jsonb #>> '{booking,id}' as moved \gset
select is(:'answer'::jsonb #>> '{booking,status}', 'CONFIRMED', 'an appointment stays one');
select is(:'answer'::jsonb #>> '{booking,confirmed_at}', '2030-01-07T08:05:00+00:00', 'confirmed now');
select is(:'answer'::jsonb #> '{booking,expires_at}', 'null', 'it does not expire');
select is(user_id, :'ann'::uuid, 'it is the patient''s') from medbook.bookings where id = :'moved';
select is(pg_temp.state(:'dora_2'), 'booked', 'the new slot is booked');
select is(pg_temp.state(:'dora_1'), 'free', 'the old one is free');
select is(
  confirmed_at,
  '2030-01-07 08:00Z',
  'the old booking shows that it was confirmed'
) from medbook.bookings where id = :'booked';
select is(
  pg_temp.history(:'booked'),
  '{Ann: PENDING,Ann: PENDING > CONFIRMED,Chief: CONFIRMED > CANCELLED}',
  'its history names the actor'
);
select is(pg_temp.history(:'moved'), '{Chief: PENDING,Chief: PENDING > CONFIRMED}', 'so does the new one''s');
select is(pg_temp.audited(), '{Chief: reschedule booking (Ann)}', 'an action for somebody else is recorded');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy then too');

-- The doctor's prices have changed since, and change again.
update medbook.doctors set fee = 9900, currency = 'CHF' where id = :'dora';
savepoint dearer;
select pg_temp.move(:'moved', :'dora_4', p_now => '2030-01-07 08:06Z') as answer \gset
select is(
  array[:'answer'::jsonb #>> '{booking,fee}', :'answer'::jsonb #>> '{booking,currency}',
        :'answer'::jsonb ->> 'fee_before', :'answer'::jsonb ->> 'currency_before'],
  '{9000,EUR,9000,EUR}',
  'within one doctor the agreed price and currency stay'
);
rollback to dearer;

-- On, to a slot with a lapsed hold; the old slot is in a time off, the new one's leave does not matter here.
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as lapsed \gset
update medbook.slots set close_cause = 'TIME_OFF' where id = :'dora_2';
select pg_temp.move(:'moved', :'dora_3', p_now => '2030-01-07 08:07Z') #>> '{booking,id}' as again \gset
select is(
  rescheduled_from,
  :'moved'::uuid,
  'a chain of moves is kept, link by link'
) from medbook.bookings where id = :'again';
select is(pg_temp.state(:'dora_2'), 'closed TIME_OFF', 'a slot in a time off closes when its booking is moved away');
select is(pg_temp.history(:'lapsed'), '{Ben: PENDING,nobody: PENDING > FAILED}', 'a hold that had lapsed has failed');
select is(pg_temp.state(:'dora_3'), 'booked', 'and its slot is taken over');
rollback to free;

-- A hold is not prolonged.
update medbook.settings set hold_duration = '10 minutes';
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
update medbook.settings set hold_duration = '2 minutes';
select is(
  pg_temp.move(:'held', :'dora_2') #>> '{booking,expires_at}',
  '2030-01-07T08:10:00+00:00',
  'a hold is moved with the time that it has'
);
select is_empty('select * from health.check_invariants()', 'and the copies agree');

select * from finish();
rollback;
