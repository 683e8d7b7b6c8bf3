create or replace function outbound.queue_mails(
  p_after bigint,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_id bigint;
begin
  -- One by one: no plan for many is good for the one or two that there mostly are.
  for v_id in
    select e.id from medbook.events e join medbook.bookings b on b.doctor_id = e.doctor_id and b.id = e.booking_id
     where e.id > p_after and (e.to_status in ('CONFIRMED', 'CANCELLED') or b.waitlist_id is not null)
     order by e.id
  loop
    perform outbound.queue_mail(v_id, p_now);
  end loop;
end
$$;

comment on function outbound.queue_mails(bigint, timestamptz) is
'Queues mail to patients about new events, in the transaction that numbers the events
p_after: the last event that was queued. p_now: the time of the call.';
