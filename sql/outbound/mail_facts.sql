create or replace function outbound.mail_facts(
  p_mail medbook.mails
)
  returns jsonb
  language plpgsql
  volatile
as $$
begin
  if p_mail.kind = 'password_reset' then
    return account.issue_reset(p_mail.user_id, p_mail.user_id) - 'success';
  end if;
  return (
    select jsonb_build_object(
             'time_zone', u.time_zone, 'booking_id', b.id, 'doctor_name', d.name, 'doctor_time_zone', d.time_zone,
             'start_time', s.start_time, 'end_time', coalesce(b.visit_end, s.end_time), 'uid', o.booking_id,
             'sequence', o.moves + (b.status = 'CANCELLED')::integer,
             'moved_from', case when p_mail.kind = 'moved' then (
               select jsonb_build_object('start_time', old.start_time,
                                         'end_time', coalesce(was.visit_end, old.end_time))
                 from medbook.bookings was
                 join medbook.slots old on old.doctor_id = was.doctor_id and old.id = was.slot_id
                where was.doctor_id = medbook.doctor_of(b.rescheduled_from) and was.id = b.rescheduled_from) end,
             'held_until', case when p_mail.kind = 'offered' then b.expires_at end,
             'cancelled_by', case when p_mail.kind = 'cancelled' then lower(b.ended_by::text) end,
             'reason', case when b.ended_by = 'CLINIC' then b.reason end,
             'minutes_before', p_mail.minutes_before, 'unsubscribe_token', p_mail.unsubscribe_token)
      from medbook.bookings b
      join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
      join medbook.doctors d on d.id = b.doctor_id
      join medbook.users u on u.id = b.user_id
     cross join lateral outbound.origin(b.id) o
     where b.doctor_id = p_mail.doctor_id and b.id = p_mail.booking_id);
end
$$;

comment on function outbound.mail_facts(medbook.mails) is
'What a mail says besides the name: of an appointment nothing of medicine, and no price
uid, sequence: the appointment in calendars, as outbound.appointments has it. moved_from: its times before it was moved.
held_until: until when an offer is open. cancelled_by: patient or clinic. reason: the clinic''s alone, so that whoever
signs up with somebody else''s address cannot write to it in the clinic''s name. For a new password it makes a code.';
