create schema outbound authorization medbook_owner;
set local role medbook_owner;

create index booking_history_changed on medbook.booking_history (changed);

create table medbook.events (
  id bigint primary key,
  doctor_id uuid not null,
  booking_id uuid not null,
  to_status medbook.booking_status not null,
  correction integer not null,
  constraint events_once unique (doctor_id, booking_id, to_status, correction)
);

comment on table medbook.events is
'The changes of bookings as others are told of them: a row of medbook.booking_history each, under a number. Kept for 30
days';
comment on column medbook.events.id is
'Counts the events in the order of their commits. It leaves a gap where the server was replaced by another one';

create table medbook.relay (
  is_the_only_row boolean primary key default true,
  cluster text,
  next_xid xid8,
  running xid8[],
  last_id bigint not null default 0,
  constraint relay_has_one_row check (is_the_only_row)
);

insert into medbook.relay default values;

comment on table medbook.relay is 'How far the history of bookings has been read into medbook.events, in one row';
comment on column medbook.relay.cluster is
'The history that the transaction ids belong to, as feed.cluster_identity() names it; null: nothing was read yet';
comment on column medbook.relay.next_xid is 'The first transaction id that was not assigned yet at the last read';
comment on column medbook.relay.running is 'The transactions that were running at the last read';
comment on column medbook.relay.last_id is 'The last event';
