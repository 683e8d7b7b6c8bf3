begin;
\ir ../names.psql
\ir ../offer.psql
select plan(6);
\set now '2030-01-07 08:00:00Z'
create function pg_temp.why(p_user_id uuid, p_slot_id uuid, p_now timestamptz) returns text language sql as $$
  select coalesce(refusal ->> 'error', own_booking_id::text)
    from booking.refuse_slot(p_user_id, pg_temp.offer(p_slot_id), p_now)
$$;

select is(pg_temp.why(:'ann', :'dora_none', :'now'), 'SLOT_NOT_FOUND', 'a slot that there is not');
select is(pg_temp.why(:'ann', :'dora_closed', :'now'), 'SLOT_UNAVAILABLE', 'a closed one');
select is(pg_temp.why(:'ann', :'dora_past', :'now'), 'SLOT_IN_PAST', 'one that has begun');
update medbook.doctors set min_notice = '30 days' where id = :'dora';
select is(pg_temp.why(:'ann', :'dora_1', :'now'), 'OUTSIDE_BOOKING_WINDOW', 'one that begins too soon');
update medbook.doctors set min_notice = null where id = :'dora';
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select is(pg_temp.why(:'ann', :'dora_1', :'now'), :'held', 'the patient has it');
select is(pg_temp.why(:'ben', :'dora_1', :'now'), 'SLOT_UNAVAILABLE', 'another one has it');

select * from finish();
rollback;
