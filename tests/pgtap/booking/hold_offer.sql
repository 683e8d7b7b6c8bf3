begin;
\ir ../names.psql
\ir ../offer.psql
\ir ../other_session.psql
select plan(5);
create function pg_temp.hold(p_user_id uuid, p_slot_id uuid) returns text language sql as $$
  select coalesce(answer ->> 'error', answer #>> '{booking,status}')
    from booking.hold_offer(p_user_id, pg_temp.offer(p_slot_id), p_user_id, null) answer
$$;

select is(pg_temp.hold(:'gone', :'dora_1'), 'FORBIDDEN', 'an inactive user may not book');
select pg_temp.lock_elsewhere('medbook.slots', :'dora_1') as other \gset
select is(pg_temp.hold(:'ann', :'dora_1'), 'SLOT_LOCKED', 'a locked slot is not waited for');
select pg_temp.unlock_elsewhere() as other \gset
select pg_temp.lock_elsewhere('medbook.users', :'ann') as other \gset
set local lock_timeout = '1ms';
select is(pg_temp.hold(:'ann', :'dora_1'), 'SLOT_LOCKED', 'a locked user is waited for at most lock_timeout');
select is(pg_temp.hold(:'ben', :'dora_2'), 'PENDING', 'another user is not');
select pg_temp.unlock_elsewhere() as other \gset
select is(pg_temp.hold(:'ann', :'dora_1'), 'PENDING', 'an open slot is held');

select * from finish();
rollback;
