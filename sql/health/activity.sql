create or replace view health.activity as
with since as materialized (
  select core.later(now, '-1 minute') as a_minute, core.later(now, '-10 minutes') as ten_minutes from core.now() as now)
select 'holds' as kind, 'live' as name, count(*) as now, null::bigint as last_minute, null::numeric as per_minute
  from medbook.bookings where status = 'PENDING' and part_of is null and expires_at > core.now()
union all
select 'holds', 'lapsed, not swept', count(*), null, null
  from medbook.bookings where status = 'PENDING' and part_of is null and expires_at <= core.now()
union all
select 'bookings', status::text, null, count(*) filter (where at > (select a_minute from since)),
       round(count(at) / 10.0, 1)
  from unnest(enum_range(null::medbook.booking_status)) as status
  left join medbook.booking_history h on h.to_status = status and at > (select ten_minutes from since)
   -- The table only grows, so its newest rows are in its last pages.
   and h.ctid >= (select format('(%s,0)', greatest(0, pg_relation_size('medbook.booking_history')
                           / current_setting('block_size')::integer - 16384))::tid)
 group by status
union all
select 'refusals', outcome, null, count(*) filter (where at > (select a_minute from since)), round(count(*) / 10.0, 1)
  from medbook.audit
 where outcome <> 'OK' and at > (select ten_minutes from since) and id > (select max(id) - 100000 from medbook.audit)
 group by outcome;

comment on view health.activity is
'What goes on: holds now, and in the last minutes bookings by the status that they got, and refusals by code
Refusals are those of the audit alone: who may not do it, and failed sign-ins. A refused booking (SLOT_UNAVAILABLE,
SLOT_LOCKED and so on), input that is wrong and a client over its quota leave nothing in the database, so that a
crowd writes nothing: only the gateway knows of them. It looks at the last 16,384 pages of the history (128 MB, about a
million changes) and the last 100,000 lines of the audit: where more happens in ten minutes, per_minute is too low.';
comment on column health.activity.kind is 'holds, bookings or refusals';
comment on column health.activity.name is 'State of the hold, status that a booking got, or code of the refusal';
comment on column health.activity.now is 'How many there are; null for what happens';
comment on column health.activity.last_minute is 'How many happened in the last minute; null for what is';
comment on column health.activity.per_minute is 'The mean of the last ten minutes; null for what is';
