create or replace function booking.queue_place(
  p_wish medbook.waitlist
)
  returns integer
  language plpgsql
  stable
as $$
begin
  return (
    select 1 + count(*)::integer
      from (select * from medbook.waitlist where doctor_id = p_wish.doctor_id and ended_at is null
            union all
            select * from medbook.waitlist where specialization = p_wish.specialization and ended_at is null) before
     where before.service_id is not distinct from p_wish.service_id
       and (-before.priority, before.created_at, before.id) < (-p_wish.priority, p_wish.created_at, p_wish.id));
end
$$;

comment on function booking.queue_place(medbook.waitlist) is
'1 for who is first of those who wait for the same doctor, or the same specialization, and the same kind of visit
p_wish: the row of the waiting list.';
