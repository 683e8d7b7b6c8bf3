begin;
\ir ../names.psql
\ir ../other_session.psql
select plan(43);

create function pg_temp.check(p_name text) returns text language sql as $$
  select ok || ': ' || now from health.checks where name = p_name
$$;

select columns_are(
  'health',
  'checks',
  array['name', 'ok', 'now', 'meaning', 'remedy'],
  'a check says what it is now, what that means and what to do'
);
select set_eq(
  'select name from health.checks',
  array['invariants', 'sweep', 'jobs', 'webhooks', 'mail', 'replicas', 'dead rows', 'hot updates',
    'oldest transaction', 'lock waits', 'invalid indexes', 'unused indexes', 'replication slots', 'transaction ids'],
  'each check is a row'
);
select is_empty(
  'select name from health.checks where num_nulls(name, ok, now, meaning, remedy) > 0',
  'and each says everything'
);
select is_empty(
  $$select name from health.checks where name not in ('jobs', 'oldest transaction') and not ok$$,
  'a clinic is healthy, without pg_cron and with a clock that goes before the server''s'
);
select lives_ok('set local role medbook_operator; select * from health.checks; reset role', 'DBAs can read it');
set local role medbook_operator;
select array_agg(name) as unknown from health.checks where ok is null \gset
reset role;
savepoint hidden;
grant pg_read_all_stats to medbook_operator;
set local role medbook_operator;
select count(ok) as known from health.checks \gset
rollback to hidden;
select is(:'known'::integer, 14, 'all is shown to DBAs who are in PostgreSQL''s own role too');
select is(
  :'unknown'::text,
  '{replicas,"oldest transaction"}',
  'without it replicas and transactions are unknown'
);
create function pg_temp.plan_of(p_query text) returns setof text language plpgsql as $$
begin
  return query execute 'explain ' || p_query;
end
$$;
select isnt_empty(
  $$select line from pg_temp.plan_of('select * from health.checks') line where line ~ 'on calendar'$$,
  'the invariants read the calendar'
);
select is_empty(
  $$select line from pg_temp.plan_of('select * from health.checks where name <> ''invariants''') line
    where line ~ 'on calendar'$$,
  'and are not read where they are not asked for'
);

select is(pg_temp.check('invariants'), 'true: 0 rows are wrong', 'no row is wrong');
savepoint sound;
update medbook.slots set is_available = false where id = :'eve_1';
select is(pg_temp.check('invariants'), 'false: 1 rows are wrong', 'a slot without its booking is one');
rollback to sound;
select is(pg_temp.check('invariants'), 'true: 0 rows are wrong', 'until it is put right');

select api.book_slot(:'ann', :'dora_1') as held \gset
update test.clock set now = now + interval '6 minutes 59 seconds';
select is(
  pg_temp.check('sweep'),
  'true: the oldest lapsed hold waits for 00:04:59',
  'the sweep may be some minutes late'
);
update test.clock set now = now + interval '1 second';
select is(pg_temp.check('sweep'), 'false: the oldest lapsed hold waits for 00:05:00', 'but not five');
select booking.expire_bookings() as swept \gset
select is(pg_temp.check('sweep'), 'true: no lapsed hold waits', 'once it has swept all is well');

select is(pg_temp.check('webhooks'), 'true: nothing is late', 'without webhooks nothing is late');
savepoint told;
\ir ../webhook.psql
select is(pg_temp.check('webhooks'), 'true: nothing is late', 'an event may wait for a moment');
update medbook.deliveries set due_at = core.later(core.now(), '-5 minutes');
select matches(pg_temp.check('webhooks'), '^false: ' || :'hook' || ' has waited since', 'but not for five minutes');
select outbound.disable_webhook(:'hook', 'GONE', core.now()) as gone \gset
select is(
  pg_temp.check('webhooks'),
  'false: ' || :'hook' || ' is disabled: GONE',
  'a webhook whose receiver is gone is named'
);
update medbook.webhooks set disabled_because = 'ADMINISTRATOR';
select is(pg_temp.check('webhooks'), 'true: nothing is late', 'one that an administrator disabled is not');
rollback to told;
select is(pg_temp.check('mail'), 'true: nothing is late', 'without mail nothing is late');
insert into medbook.mails (kind, user_id, due_at, next_at)
values ('password_reset', :'ann', core.later(core.now(), '-1 hour'), core.now());
select is(
  pg_temp.check('mail'),
  'true: late: 1, the oldest since 2030-01-07 07:07:00+00; none was ever tried',
  'where no mail is set up all is well'
);
update medbook.mails set attempts = 1, last_error = 'CONNECTION';
select is(
  pg_temp.check('mail'),
  'false: late: 1, the oldest since 2030-01-07 07:07:00+00; CONNECTION',
  'where one was tried, none waits for an hour'
);
update medbook.mails set due_at = core.later(core.now(), '-59 minutes');
select is(pg_temp.check('mail'), 'true: nothing is late', 'but for less');
update medbook.mails set refused_at = core.now();
insert into medbook.mails (kind, user_id, due_at, next_at, attempts, refused_at)
select 'password_reset', :'ann', core.now(), core.now(), 1, core.now() from generate_series(1, 2);
select is(pg_temp.check('mail'), 'false: refused in a day: 3, and none was taken', 'nor are all refused');
insert into medbook.mails (kind, user_id, due_at, next_at, attempts, sent_at)
values ('password_reset', :'ann', core.now(), core.now(), 1, core.now());
select is(pg_temp.check('mail'), 'true: nothing is late', 'some always are');
delete from medbook.mails;
select is(pg_temp.check('jobs'), 'false: pg_cron does not serve this database', 'without jobs something is wrong');
\ir ../cron.psql
grant usage on schema cron to medbook_owner;
insert into cron.job values (1, '* * * * *', 'medbook_worker', 'sweep'), (2, '17 3 * * *', 'medbook_worker', 'purge');
insert into cron.job_run_details values
  (1, 1, 'succeeded', 'CALL', '2030-01-07 08:00Z', '2030-01-07 08:00Z'),
  (2, 2, 'failed', 'ERROR', '2030-01-07 08:00Z', '2030-01-07 08:00Z');
update test.clock set now = '2030-01-07 08:09:59Z';
select is(
  pg_temp.check('jobs'),
  'false: purge failed; the last start was 2030-01-07 08:00:00+00',
  'a job that failed is named'
);
insert into cron.job_run_details values (2, 3, 'succeeded', 'CALL', '2030-01-07 08:00Z', '2030-01-07 08:00Z');
select is(
  pg_temp.check('jobs'),
  'true: none has failed; the last start was 2030-01-07 08:00:00+00',
  'until it succeeds'
);
update test.clock set now = '2030-01-07 08:10Z';
select is(
  pg_temp.check('jobs'),
  'false: none has failed; the last start was 2030-01-07 08:00:00+00',
  'nor is all well if nothing starts for ten minutes'
);

-- The transaction of the other session has a place in time once it has run a statement.
select unlock from pg_temp.unlock_elsewhere() unlock \gset
update test.clock set now = clock_timestamp() + interval '14 minutes';
select matches(pg_temp.check('oldest transaction'), '^true: pid \d+ of \w+, 00:1\d', 'a transaction may take minutes');
update test.clock set now = clock_timestamp() + interval '16 minutes';
select matches(pg_temp.check('oldest transaction'), '^false: pid \d+ of \w+, 00:1\d', 'but not a quarter of an hour');
savepoint locked;
select pg_advisory_xact_lock(1) as locked,
       tap.dblink_send_query('other', 'select pg_advisory_xact_lock(1)') as sent \gset
create function pg_temp.until_somebody_waits() returns void language plpgsql as $$
begin
  while not exists (select from pg_locks where not granted and waitstart < clock_timestamp()) loop
  end loop;
end
$$;
select pg_temp.until_somebody_waits() as waits, pg_stat_clear_snapshot() as cleared \gset
update test.clock set now = (select min(waitstart) from pg_locks) + interval '499 milliseconds';
select is(pg_temp.check('lock waits'), 'true: nobody waits for a lock', 'somebody may wait for a lock for a moment');
update test.clock set now = now + interval '1 millisecond';
select is(
  pg_temp.check('lock waits'),
  format('false: pid %s waits for pid %s', (select pid from pg_locks where not granted), pg_backend_pid()),
  'but not for half a second'
);
rollback to locked;
select is(
  pg_temp.check('lock waits'),
  'true: nobody waits for a lock',
  'once the lock is free all is well'
);
select from tap.dblink_get_result('other') as result (answer text);
select from tap.dblink_get_result('other') as result (answer text);
select pid from tap.dblink('other', 'select pg_backend_pid()') as other (pid integer) \gset
select tap.dblink_exec('other', 'rollback') as other, pg_stat_clear_snapshot() as cleared \gset
select doesnt_match(pg_temp.check('oldest transaction'), 'pid ' || :'pid' || ' ', 'once it has ended it is not told');
update test.clock set now = clock_timestamp();
select matches(pg_temp.check('oldest transaction'), '^true: ', 'and all is well, whatever pg_cron may run meanwhile');

update pg_index set indisvalid = false where indexrelid = 'medbook.idx_slots_changed'::regclass;
select is(
  pg_temp.check('invalid indexes'),
  'false: medbook.idx_slots_changed',
  'an invalid index is named'
);
update pg_index set indisvalid = true where indexrelid = 'medbook.idx_slots_changed'::regclass;
select is(pg_temp.check('invalid indexes'), 'true: none', 'until it is valid');

savepoint young;
update pg_database set datfrozenxid = ((txid_current() + 4294967296 - 500000001) % 4294967296)::text::xid
 where datname = current_database();
select matches(
  pg_temp.check('transaction ids'),
  '^false: ' || current_database() || ' is 50000\d{4} old$',
  'a database that is not frozen is named'
);
rollback to young;
select matches(pg_temp.check('transaction ids'), '^true: \w+ is \d+ old$', 'until it is');

select matches(pg_temp.check('replication slots'), '^true: ', 'where no slot is left behind all is well');
select matches(pg_temp.check('replicas'), '^true: ', 'where no replica is late all is well');

select * from finish();
rollback;
