create or replace function outbound.is_timely(
  p_mail medbook.mails,
  p_minutes integer[],
  p_now timestamptz
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return p_mail.minutes_before = any(coalesce(p_minutes, (select reminder_minutes from medbook.settings)))
     and exists (select from medbook.bookings b
                   join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
                  where b.doctor_id = p_mail.doctor_id and b.id = p_mail.booking_id and b.status = 'CONFIRMED'
                    and s.start_time > p_now)
     -- Not two at once, after an outage.
     and not exists (select from medbook.mails later
                      where later.booking_id = p_mail.booking_id and later.minutes_before < p_mail.minutes_before);
end
$$;

comment on function outbound.is_timely(medbook.mails, integer[], timestamptz) is
'Whether a reminder still makes sense: before its appointment, and no later one is queued
p_minutes: when its user wants to be reminded; null: as the clinic''s settings say. p_now: the time of the call.';
