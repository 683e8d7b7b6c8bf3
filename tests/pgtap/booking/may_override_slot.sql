begin;
\ir ../names.psql
\ir ../offer.psql
select plan(7);
-- Dora's first slot is from 09:00 to 09:30 of the 8th.
create function pg_temp.may(p_rule text, p_actor_id uuid, p_slot_id uuid, p_at text default '08 09:29:59.999999')
  returns boolean language sql as $$
  select booking.may_override_slot(
    p_rule, p_actor_id, pg_temp.offer(p_slot_id), ('2030-01-' || p_at || 'Z')::timestamptz)
$$;

select is(pg_temp.may('SLOT_IN_PAST', :'chief', :'dora_1'), true, 'a slot that has begun can be booked until it ends');
select is(pg_temp.may('SLOT_IN_PAST', :'chief', :'dora_1', '08 09:30'), false, 'and then no more');
select is(pg_temp.may('SLOT_IN_PAST', :'ann', :'dora_1'), false, 'never by a patient');
select is(pg_temp.may('SLOT_IN_PAST', :'chief', :'fay_1'), false, 'nor with a doctor who has left');
select is(pg_temp.may('SLOT_IN_PAST', :'chief', :'dora_none'), false, 'nor if there is none');
select is(pg_temp.may('OUTSIDE_BOOKING_WINDOW', :'chief', :'dora_1', '07 08:00'), true, 'the window can be overridden');
select is(pg_temp.may('SLOT_UNAVAILABLE', :'chief', :'dora_1', '07 08:00'), false, 'what somebody has cannot');

select * from finish();
rollback;
