create or replace function outbound.is_sendable(
  p_mail medbook.mails,
  p_now timestamptz
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return exists (
    select from medbook.users u
      left join medbook.notification_preferences n on n.user_id = u.id
     where u.id = p_mail.user_id and u.is_active and u.email is not null and outbound.is_wanted(p_mail.kind, n)
       and p_mail.due_at > core.later(
             p_now, case p_mail.kind when 'password_reset' then interval '-1 hour' else '-3 days' end)
       and case p_mail.kind
             when 'reminder' then outbound.is_timely(p_mail, n.reminder_minutes, p_now)
             when 'confirmed' then outbound.is_appointment(p_mail.booking_id)
             when 'offered' then exists (
               select from medbook.bookings b
                where b.doctor_id = p_mail.doctor_id and b.id = p_mail.booking_id and b.status = 'PENDING'
                  and booking.is_live(b.status, b.expires_at, p_now))
             when 'moved' then outbound.is_appointment(p_mail.booking_id)
             else true end);
end
$$;

comment on function outbound.is_sendable(medbook.mails, timestamptz) is
'Whether a mail that was queued may still be sent
Nobody gets mail who was deactivated or erased, has no address or does not want this kind; nor what is older than three
days, a new password than an hour. Of an appointment that is none any more only its end is told, and of an offer only
while it is open. p_now: the time of the call.';
