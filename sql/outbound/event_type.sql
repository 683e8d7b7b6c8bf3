create or replace function outbound.event_type(
  p_from_status medbook.booking_status,
  p_to_status medbook.booking_status,
  p_rescheduled_to uuid,
  p_is_offer boolean
)
  returns text
  language sql
  immutable
  parallel safe
as $$
  select 'booking.' || case
    when p_to_status = 'PENDING' then case when p_is_offer then 'offered' else 'held' end
    when p_to_status = 'CONFIRMED' and p_from_status <> 'PENDING' then 'reinstated'
    when p_to_status = 'CANCELLED' and p_rescheduled_to is not null then 'rescheduled'
    else lower(p_to_status::text) end
$$;

comment on function outbound.event_type(medbook.booking_status, medbook.booking_status, uuid, boolean) is
'Names the event of a booking''s change, as in booking.confirmed
p_from_status, p_to_status: of the change; null: a new booking. p_rescheduled_to: the booking that replaces it.
p_is_offer: whether the booking was offered to somebody who waits.';
