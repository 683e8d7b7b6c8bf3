create or replace function booking.same_wish(
  p_wish medbook.waitlist
)
  returns uuid
  language plpgsql
  stable
as $$
begin
  return (
    select id from medbook.waitlist w
     where w.user_id = p_wish.user_id and w.ended_at is null
       and (w.doctor_id, w.specialization, w.service_id, w.from_time, w.to_time, w.weekdays, w.earliest, w.latest)
           is not distinct from (p_wish.doctor_id, p_wish.specialization, p_wish.service_id, p_wish.from_time,
                                 p_wish.to_time, p_wish.weekdays, p_wish.earliest, p_wish.latest)
     order by w.created_at, w.id limit 1);
end
$$;

comment on function booking.same_wish(medbook.waitlist) is
'The row by which the patient waits for the same already; null: there is none
p_wish: as booking.queue_row makes it. The caller has locked the user, so that the first of two equal requests is
answered.';
