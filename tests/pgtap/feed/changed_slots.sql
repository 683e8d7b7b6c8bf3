begin;
\ir ../names.psql
select plan(14);

select api.book_slot(:'ann', :'dora_4') as answer \gset
update medbook.slots set changed = '3';
update medbook.slots set changed = '5' where id = :'dora_1';
update medbook.slots set changed = '6' where id = :'dora_2';
update medbook.slots set changed = '7' where id = :'dora_3';
-- What changed since a look at 08:00; until then, unless it is said.
create function pg_temp.changed(p_next_xid xid8, p_running xid8[], p_now timestamptz default '2030-01-07 08:00Z',
  p_limit integer default 100)
  returns uuid[] language sql as $$
  select array_agg(id order by id) from unnest(feed.changed_slots(p_next_xid, p_running, '2030-01-07 08:00Z', p_now,
    p_limit)) id
$$;

select is(pg_temp.changed('8', null), null, 'nothing changed after the last change');
select is(pg_temp.changed('7', null), array[:'dora_3']::uuid[], 'a change of the next transaction is new');
select is(pg_temp.changed('6', null), array[:'dora_2', :'dora_3']::uuid[], 'and what later ones did');
select is(
  pg_temp.changed('7', '{5}'),
  array[:'dora_1', :'dora_3']::uuid[],
  'a change that has been committed since then is new'
);
select is(pg_temp.changed('8', '{4,5,6}'), array[:'dora_1', :'dora_2']::uuid[], 'several of them too');
select is(pg_temp.changed('5', '{5,6,7}'), array[:'dora_1', :'dora_2', :'dora_3']::uuid[], 'nothing comes twice');
select is(cardinality(pg_temp.changed('5', null, p_limit => 2)), 2, 'at most so many of a kind are searched');
select is(feed.changed_slots('9', null, core.now(), core.now(), 9), '{}', 'nothing is an empty list');

select is(pg_temp.changed('8', null, '2030-01-07 08:01:59.999999Z'), null, 'a hold is no news until it lapses');
select is(
  pg_temp.changed('8', null, '2030-01-07 08:02Z'),
  array[:'dora_4']::uuid[],
  'a hold that lapses is a change, though nobody changes the row'
);
select is(feed.changed_slots('8', null, '2030-01-07 08:02Z', '2030-01-07 08:03Z', 9), '{}', 'and only once');
update medbook.bookings set expires_at = '2030-01-07 08:01Z';
update medbook.slots set held_until = '2030-01-07 08:01Z' where id = :'dora_4';
select is(
  pg_temp.changed('8', null, '2030-01-07 08:01Z'),
  array[:'dora_4']::uuid[],
  'it lapses at the time that a DBA set'
);

update medbook.slots set changed = '9000000000000' where id = :'dora_1';
select is(pg_temp.changed('8', null), null, 'a slot from a dump of another cluster is not new');
update medbook.slots set changed = pg_current_xact_id() where id = :'dora_2';
select is(pg_temp.changed('8', null), null, 'nor is an uncommitted change');

select * from finish();
rollback;
