create or replace view api.delivery as
select d.webhook_id, d.event_id, outbound.event_type(
         h.from_status, h.to_status, b.rescheduled_to,
         b.waitlist_id is not null and b.rescheduled_from is null) as type, h.at,
       d.booking_id, case when d.delivered_at is null then 'WAITING' else 'DELIVERED' end as state,
       d.attempts, d.last_status, d.last_error, case when d.delivered_at is null then d.due_at end as due_at,
       d.delivered_at
  from medbook.deliveries d
  join medbook.events e on e.id = d.event_id
  join medbook.booking_history h on h.doctor_id = e.doctor_id and h.booking_id = e.booking_id
   and h.to_status = e.to_status and h.correction = e.correction
  join medbook.bookings b on b.doctor_id = e.doctor_id and b.id = e.booking_id;

comment on view api.delivery is 'An event that a webhook gets';
comment on column api.delivery.webhook_id is 'The webhook';
comment on column api.delivery.event_id is 'The event';
comment on column api.delivery.type is 'Name of the event';
comment on column api.delivery.at is 'When it happened, UTC';
comment on column api.delivery.booking_id is 'The booking';
comment on column api.delivery.state is 'DELIVERED, or WAITING: to be sent for the first time or again';
comment on column api.delivery.attempts is 'How often a notifier took it to send it';
comment on column api.delivery.last_status is 'Status of the last answer; null: none came yet';
comment on column api.delivery.last_error is
'Why the last attempt failed: STATUS (no success), TIMEOUT, CONNECTION (no connection, or it broke), TLS, ADDRESS (a
private one, to which nothing is sent); null: it did not';
comment on column api.delivery.due_at is
'When it is sent next, if the webhook is not disabled; null: it is delivered';
comment on column api.delivery.delivered_at is 'When the receiver has accepted it; null: not yet';
