-- Where the roles were made before this migration, the notifier's is missing. 0001.roles makes it elsewhere.
do $$
begin
  if to_regrole('medbook_notifier') is null then
    create role medbook_notifier;
  end if;
end
$$;
alter role medbook_notifier login;
alter role medbook_notifier set statement_timeout = '30s';
alter role medbook_notifier set lock_timeout = '5s';
alter role medbook_notifier set idle_in_transaction_session_timeout = '10s';
alter role medbook_notifier set log_error_verbosity = terse;
alter role medbook_notifier set log_parameter_max_length = 0;
alter role medbook_notifier set log_parameter_max_length_on_error = 0;

set local role medbook_owner;

create table medbook.webhooks (
  id uuid primary key default gen_random_uuid(),
  url text not null,
  event_types text[],
  secret bytea not null,
  previous_secret bytea,
  previous_until timestamptz,
  created_at timestamptz not null,
  disabled_at timestamptz,
  disabled_because text,
  constraint webhooks_secret check (octet_length(secret) between 24 and 64),
  constraint webhooks_previous check ((previous_secret is null) = (previous_until is null)),
  constraint webhooks_disabled check ((disabled_at is null) = (disabled_because is null)),
  constraint webhooks_because check (disabled_because in ('ADMINISTRATOR', 'GONE', 'FAILING'))
);

comment on table medbook.webhooks is 'Where other systems are told of events. No role but the owner may read it';
comment on column medbook.webhooks.event_types is 'Which events it gets; null: all';
comment on column medbook.webhooks.secret is
'Signs what is sent; it is shown once, and kept as it is, since it must sign';
comment on column medbook.webhooks.previous_secret is
'Signs too until previous_until: the receiver may not know the new one';
comment on column medbook.webhooks.disabled_because is
'ADMINISTRATOR; GONE: it answered 410; FAILING: it answered nothing good for three days; null: it is not disabled';

create table medbook.deliveries (
  webhook_id uuid not null references medbook.webhooks on delete cascade,
  event_id bigint not null references medbook.events on delete cascade,
  booking_id uuid not null,
  due_at timestamptz not null,
  claimed_until timestamptz,
  attempts integer not null default 0,
  failures integer not null default 0,
  failing_since timestamptz,
  last_status integer,
  last_error text,
  delivered_at timestamptz,
  primary key (webhook_id, event_id)
);

create index deliveries_due on medbook.deliveries (webhook_id, due_at, event_id) where delivered_at is null;
create index deliveries_claimed on medbook.deliveries (webhook_id, claimed_until) where claimed_until is not null;
create index deliveries_of_booking on medbook.deliveries (webhook_id, booking_id, event_id) where delivered_at is null;
create index deliveries_of_event on medbook.deliveries (event_id);

comment on table medbook.deliveries is
'The queue of the webhooks: an event that a webhook gets, until it was delivered and 30 days after it happened';
comment on column medbook.deliveries.due_at is
'When it is to be sent; never before that of an earlier event of the same booking that was not delivered';
comment on column medbook.deliveries.claimed_until is
'A notifier sends it; if it has not said by then what came of it, another one does';
comment on column medbook.deliveries.attempts is
'How often it was claimed: what an earlier claim has to say is not heard';
comment on column medbook.deliveries.failures is
'How often it has failed since it was queued, replayed or its webhook enabled';
