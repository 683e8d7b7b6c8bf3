create or replace function outbound.queue_mail(
  p_event_id bigint,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
  -- Planning takes ten times as long as the rest.
  set plan_cache_mode = force_generic_plan
as $$
begin
  insert into medbook.mails (kind, user_id, doctor_id, booking_id, due_at, next_at)
  select m.kind, u.id, medbook.doctor_of(m.booking_id), m.booking_id, p_now, p_now
    from api.event e
   cross join lateral (
     select case split_part(e.type, '.', 2)
              when 'offered' then 'offered'
              when 'confirmed' then
                case when not outbound.was_confirmed(e.rescheduled_from) then 'confirmed' end
              when 'cancelled' then
                case when e.from_status = 'CONFIRMED' or e.ended_by = 'CLINIC' then 'cancelled' end
              when 'rescheduled' then case when e.from_status = 'CONFIRMED' then 'moved' end end as kind,
            coalesce(e.rescheduled_to, e.booking_id) as booking_id) m
    join medbook.users u on u.id = e.patient_id and u.is_active and u.email is not null
    left join medbook.notification_preferences n on n.user_id = u.id
   where e.id = p_event_id and m.kind is not null and outbound.is_wanted(m.kind, n)
     and e.at > core.later(p_now, '-1 day')
     and (select count(*) from medbook.mails q where q.user_id = u.id and q.due_at > core.later(p_now, '-1 hour')) < 20;
end
$$;

comment on function outbound.queue_mail(bigint, timestamptz) is
'Queues the mail to the patient about an event, if there is one to send
p_event_id: the event. p_now: the time of the call. An appointment that is moved is one mail. Of a hold that the patient
gave up nobody is told, nor of what is older than a day: the first relay, or one after a restore, tells of 30 days. No
user gets more than 20 mails an hour: whoever signs up with somebody else''s address cannot fill it.';
