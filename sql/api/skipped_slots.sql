create or replace view api.skipped_slots (reason, slots) as
select 'PAST', 0::bigint where false;

comment on view api.skipped_slots is 'Slots that were not opened';
comment on column api.skipped_slots.reason is 'PAST, TIME_OFF, CLOSED (by hand) or OCCUPIED (by another slot)';
comment on column api.skipped_slots.slots is 'How many';
