create or replace view health.checks as
with server as (
  select pg_has_role('pg_read_all_stats', 'usage') as is_seen,
         case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end as position)
select 'invariants' as name,
       count(*) = 0 as ok,
       format('%s rows are wrong', count(*)) as now,
       'Rows contradict each other: a slot may seem free that is not, or be booked twice' as meaning,
       'select * from health.check_invariants(); then see medbook.booking_history of these slots' as remedy
  from health.check_invariants()
union all
select 'sweep',
       coalesce(min(expires_at) > core.later(core.now(), '-5 minutes'), true),
       coalesce('the oldest lapsed hold waits for ' || date_trunc('second', core.now() - min(expires_at)),
         'no lapsed hold waits'),
       'Lapsed holds stay in the tables. They can be booked by others all the same',
       'select * from health.jobs; then select booking.expire_bookings(), whose warnings name what it must skip'
  from medbook.bookings where status = 'PENDING' and expires_at <= core.now()
union all
select 'jobs',
       count(*) > 0 and not bool_or(is_failing)
         and greatest(max(last_start), pg_postmaster_start_time()) > core.later(core.now(), '-10 minutes'),
       case when count(*) = 0 then 'pg_cron does not serve this database'
            else format('%s; the last start was %s',
              coalesce(string_agg(name, ', ') filter (where is_failing) || ' failed', 'none has failed'),
              coalesce(max(last_start)::text, 'never')) end,
       'Holds are not swept, calendars not opened, old rows not purged',
       'select * from health.jobs; without pg_cron see "A server of your own" in the README'
  from health.jobs
union all
select 'webhooks',
       coalesce(bool_and(case when disabled_because is null then waits_since is null
         else disabled_because = 'ADMINISTRATOR' end), true),
       coalesce(string_agg(format('%s %s', id, case when disabled_because is null
         then 'has waited since ' || date_trunc('second', waits_since) else 'is disabled: ' || disabled_because end),
         '; ' order by id) filter (where coalesce(disabled_because, '') <> 'ADMINISTRATOR'
           and (disabled_because is not null or waits_since is not null)),
         'nothing is late'),
       'Another system does not hear of bookings: its webhook was disabled, or medbook-notify does not run or is late',
       'select * from api.webhook; PATCH it with "is_disabled": false once its receiver works; see make status'
  from (select id, disabled_because, (select min(due_at) from medbook.deliveries
                                       where webhook_id = id and delivered_at is null
                                         and due_at <= core.later(core.now(), '-5 minutes')) as waits_since
          from medbook.webhooks) webhook
union all
select 'mail',
       not exists (select from medbook.mails where attempts > 0) or late = 0 and not is_refused,
       case when late > 0 then format('late: %s, the oldest since %s; %s', late, date_trunc('second', since),
                                      coalesce(errors, 'none was ever tried'))
            when is_refused then format('refused in a day: %s, and none was taken', refused)
            else 'nothing is late' end,
       'Patients are not told of their appointments: medbook-notify does not run, or the mail server takes no mail',
       'select last_error, count(*) from medbook.mails where sent_at is null group by 1; see make status'
  from (select count(*) as late, min(due_at) as since, string_agg(distinct last_error, ', ') as errors
          from medbook.mails
         where sent_at is null and refused_at is null and due_at <= core.later(core.now(), '-1 hour')) waiting
 cross join (select count(*) as refused,
                    count(*) >= 3 and not exists (select from medbook.mails
                                                   where sent_at > core.later(core.now(), '-1 day')) as is_refused
               from medbook.mails where refused_at > core.later(core.now(), '-1 day')) refusals
union all
select 'replicas',
       case when is_seen then coalesce(bool_and(state = 'streaming' and coalesce(replay_lag, '0') <= '10 seconds'
         and pg_wal_lsn_diff(position, replay_lsn) < 64 * 1024 * 1024), true) end,
       case when not is_seen then 'you may not see it'
            else coalesce(string_agg(format('%s %s, %s behind', application_name, state,
              pg_size_pretty(pg_wal_lsn_diff(position, replay_lsn))), '; ') filter (where state is not null),
              'no replica is connected') end,
       'A replica is late: the gateway leaves it out and reads from the primary',
       'select * from pg_stat_replication; on the replica look for a long query, a full disk, a paused replay'
  from server left join pg_stat_replication on state <> 'backup'
 group by is_seen
union all
select 'dead rows',
       not bool_or(n_dead_tup > greatest(10000, n_live_tup / 2) and coalesce(
         greatest(last_vacuum, last_autovacuum) < core.later(core.now(), '-10 minutes'), true)),
       string_agg(format('%s %s', relname, n_dead_tup), ', ' order by n_dead_tup desc, relname),
       'A table has more than one dead row to two live ones, and is not vacuumed: it grows, reads get slower',
       'vacuum (verbose) medbook.TABLE; if it cannot remove the rows, an old transaction or a slot keeps them'
  from pg_stat_user_tables where schemaname = 'medbook' and relname in ('slots', 'bookings', 'sessions', 'rate_counter')
union all
select 'hot updates',
       not bool_or(relname = 'rate_counter' and n_tup_upd > 10000 and n_tup_hot_upd < n_tup_upd / 2),
       string_agg(format('%s %s%%', relname, coalesce(100 * n_tup_hot_upd / nullif(n_tup_upd, 0), 100)),
         ', ' order by relname),
       'Most changes of rate_counter write its indexes too, so that limits cost more',
       'vacuum medbook.rate_counter; look for a new index on it, or a fillfactor above 50'
  from pg_stat_user_tables where schemaname = 'medbook' and relname in ('slots', 'bookings', 'rate_counter')
union all
select 'oldest transaction',
       case when is_seen then coalesce(min(since) > core.later(core.now(), '-15 minutes'), true) end,
       case when not is_seen then 'you may not see it'
            else coalesce((array_agg(who order by since))[1] || date_trunc('second', core.now() - min(since)),
              'no other is open') end,
       'While it is open, no row that has died since can be removed, and locks that it has are kept',
       'select * from pg_stat_activity where pid = PID; then select pg_terminate_backend(PID), or rollback prepared'
  from server
  left join (select xact_start as since, format('pid %s of %s, ', pid, usename) as who from pg_stat_activity
              where pid <> pg_backend_pid() and backend_type not in ('walsender', 'autovacuum worker')
              union all
             select prepared, format('prepared %L, ', gid) from pg_prepared_xacts) as transaction on since is not null
 group by is_seen
union all
select 'lock waits',
       count(*) = 0,
       coalesce(string_agg(format('pid %s waits for pid %s', pid, array_to_string(pg_blocking_pids(pid), ', ')), '; '),
         'nobody waits for a lock'),
       'What they want is locked. If they are gateways, patients wait, are refused, and then find no connection free',
       'select * from pg_stat_activity where pid = PID; then select pg_terminate_backend(PID) of the one waited for'
  from (select distinct pid from pg_locks join pg_stat_activity using (pid)
         where datname = current_database() and not granted
           and waitstart <= core.later(core.now(), '-0.5 seconds')) as waiting
union all
select 'invalid indexes',
       count(*) = 0,
       coalesce(string_agg(indexrelid::regclass::text, ', '), 'none'),
       'Making it has failed, or goes on: until it is whole it costs writes and serves no read',
       'select * from pg_stat_progress_create_index; if nothing goes on, reindex index concurrently INDEX'
  from pg_index join pg_class c on c.oid = indrelid
 where not (indisvalid and indisready) and relnamespace = 'medbook'::regnamespace
union all
select 'unused indexes',
       count(*) = 0,
       coalesce(string_agg(format('%s.%s', schemaname, indexrelname), ', '), 'none'),
       'This server has never read the index, and its table has changed 100,000 times: it may cost and not serve',
       'select * from pg_stat_user_indexes on the replicas too, before you drop one that you have made yourself'
  from pg_stat_user_indexes i join pg_index using (indexrelid)
  join pg_stat_user_tables using (relid, schemaname)
 where schemaname = 'medbook' and i.idx_scan = 0 and not indisunique and not indisexclusion
   and n_tup_upd + n_tup_del > 100000 and pg_relation_size(indexrelid) > 1024 * 1024
union all
select 'replication slots',
       coalesce(bool_and(active and wal_status in ('reserved', 'extended')
         and pg_wal_lsn_diff(position, restart_lsn) < 1024 * 1024 * 1024), true),
       coalesce(string_agg(format('%s %s, keeps %s', slot_name, case when active then 'active' else 'inactive' end,
         coalesce(pg_size_pretty(pg_wal_lsn_diff(position, restart_lsn)), 'nothing')), '; '), 'there are none'),
       'A slot keeps WAL for a reader who is away or late, until the disk is full; or has lost it',
       'Bring its reader back, or if there is none: select pg_drop_replication_slot(SLOT)'
  from pg_replication_slots cross join server
union all
select 'transaction ids',
       max(greatest(age(datfrozenxid), mxid_age(datminmxid))) < 500000000,
       format('%s is %s old', (array_agg(datname order by greatest(age(datfrozenxid), mxid_age(datminmxid)) desc))[1],
         max(greatest(age(datfrozenxid), mxid_age(datminmxid)))),
       'Autovacuum freezes at 200 million and is late. At two thousand million PostgreSQL refuses to write',
       'In that database: vacuum (freeze, verbose); before it look at the oldest transaction and the slots'
  from pg_database;

comment on view health.checks is
'What a DBA looks at first: a row for each check, ok or not, what it is now, what that means, what to do
It is not ok if
- invariants: any row is wrong. This reads all slots and bookings, which takes seconds for each million of them;
  where name <> ''invariants'' leaves them unread.
- sweep: a hold lapsed 5 minutes ago, and is not swept.
- jobs: the last run of a job failed, or pg_cron has started none for 10 minutes of the server''s life, or has none.
- webhooks: one was disabled because its receiver is gone or failed for three days, or an event has been due
  for 5 minutes.
- mail: one was due an hour ago and waits, or in a day the server refused three and took none. Where no mail was ever
  tried, none is set up, which is no fault.
- replicas: one is 10 seconds or 64 MB behind. One that is not connected is not seen here: see the replication slots.
- dead rows: over 10,000, and more than half as many as live ones, and the last vacuum was 10 minutes ago.
- hot updates: of over 10,000 updates of rate_counter less than half are HOT. Those of slots and bookings never are,
  because their indexes have what changes: their share is for information.
- oldest transaction: one has been open for 15 minutes. A backup may need that.
- lock waits: somebody has waited for half a second. The gateway waits no longer than MEDBOOK_LOCK_TIMEOUT.
- invalid indexes: there is one. One that is being made concurrently is invalid until it is whole.
- unused indexes: one of over 1 MB was never read, while 100,000 rows of its table were changed or deleted.
- replication slots: one is inactive, has lost WAL or keeps 1 GB of it.
- transaction ids: a database''s age is 500 million.
ok is null for replicas and the oldest transaction unless you are a superuser or a member of pg_read_all_stats. Ask the
primary: a replica does not know of the others, nor of what is vacuumed.';
comment on column health.checks.name is 'What is checked';
comment on column health.checks.ok is 'Whether all is well; null if you may not see it';
comment on column health.checks.now is 'What it is now';
comment on column health.checks.meaning is 'What it means if it is not ok';
comment on column health.checks.remedy is 'What to do then';
