begin;
\ir ../names.psql
select plan(8);

select api.book_slot(:'ann', :'dora_1'), api.book_slot(:'ann', :'dora_2'), api.book_slot(:'ben', :'dora_3');
update medbook.booking_history h set changed = case b.slot_id when :'dora_1' then '5' when :'dora_2' then '6'
    else '7' end::xid8 from medbook.bookings b where b.id = h.booking_id;
create function pg_temp.found(p_next_xid xid8, p_running xid8[], p_cluster text default 'here',
  p_since timestamptz default '2030-01-07 08:00Z')
  returns uuid[] language sql as $$
  select coalesce(array_agg(b.slot_id order by b.slot_id), '{}')
    from outbound.find_changes(row(true, 'here', p_next_xid, p_running, 0), p_cluster, p_since) h
    join medbook.bookings b on b.id = h.booking_id
$$;

select is(pg_temp.found('8', null), '{}', 'nothing changed after the last change');
select is(pg_temp.found('7', null), array[:'dora_3']::uuid[], 'a change of the next transaction is new');
select is(pg_temp.found('7', '{5}'), array[:'dora_1', :'dora_3']::uuid[], 'and one that was running at the last read');
update medbook.booking_history set changed = pg_current_xact_id() where changed = '7';
select is(pg_temp.found('7', null), '{}', 'what is not committed is not');
select is(
  pg_temp.found('8', null, 'elsewhere'),
  array[:'dora_1', :'dora_2', :'dora_3']::uuid[],
  'of another cluster all is new that is no event'
);
select is(pg_temp.found('8', null, null), pg_temp.found('8', null, 'elsewhere'), 'as when nothing was ever read');
select is(pg_temp.found('8', null, 'elsewhere', '2030-01-07 08:00:01Z'), '{}', 'but for what is older');
insert into medbook.events select 1, doctor_id, booking_id, to_status, correction from medbook.booking_history
 where changed = '5';
select is(pg_temp.found('8', null, 'elsewhere'), array[:'dora_2', :'dora_3']::uuid[], 'an event is not told again');

select * from finish();
rollback;
