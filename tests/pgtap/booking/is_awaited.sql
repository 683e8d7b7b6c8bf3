begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(14);
create function pg_temp.is_awaited(p_slot_id uuid) returns boolean language sql as $$
  select booking.is_awaited(doctor_id, start_time, service_ids, held_until) from medbook.slots where id = p_slot_id
$$;

select ok(pg_temp.is_awaited(:'dora_1'), 'a slot of the doctor is awaited');
update medbook.slots set held_until = '2030-01-07 08:00:00.999999Z' where id = :'dora_1';
select ok(not pg_temp.is_awaited(:'dora_1'), 'who joins after the hold has lapsed does not take it from others');
update medbook.slots set held_until = '2030-01-07 08:00:01Z' where id = :'dora_1';
select ok(pg_temp.is_awaited(:'dora_1'), 'who joins at that instant does');
update medbook.slots set held_until = null where id = :'dora_1';
select ok(not pg_temp.is_awaited(:'eve_1'), 'another doctor''s is not');
update medbook.slots set service_ids = array[:'hour']::uuid[] where id = :'dora_2';
select ok(not pg_temp.is_awaited(:'dora_2'), 'nor one that is for kinds of visit for which nobody waits');
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT' where id = :'ann_waits';
select ok(pg_temp.is_awaited(:'dora_1'), 'who waits for the specialization waits for it');
update medbook.waitlist set earliest = '10:30' where id = :'ben_waits';
select ok(not pg_temp.is_awaited(:'dora_1'), 'unless it is too early on the doctor''s clock');
select ok(pg_temp.is_awaited(:'dora_3'), 'not so a later one');
update medbook.waitlist set weekdays = '{3}' where id = :'ben_waits';
select ok(not pg_temp.is_awaited(:'dora_3'), 'or on the wrong day');
update medbook.waitlist
   set service_id = :'hour', weekdays = null, earliest = null, to_time = '2030-01-08 09:00:00.000001Z'
 where id = :'ben_waits';
select ok(pg_temp.is_awaited(:'dora_1'), 'who waits for a visit wants its first slot');
select ok(pg_temp.is_awaited(:'dora_2'), 'and its further one, though that starts too late');
select ok(not pg_temp.is_awaited(:'dora_4'), 'but not what the visit does not take');
update medbook.waitlist set from_time = '2030-01-08 09:30:00.000001Z', to_time = null where id = :'ben_waits';
select ok(not pg_temp.is_awaited(:'dora_2'), 'nor what is before it');
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT' where id = :'ben_waits';
select ok(not pg_temp.is_awaited(:'dora_3'), 'nobody waits any more');

select * from finish();
rollback;
