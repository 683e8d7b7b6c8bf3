create or replace function outbound.origin(
  p_booking_id uuid,
  out booking_id uuid,
  out moves integer
)
  language plpgsql
  stable
as $$
begin
  with recursive chain (id, step) as (
    select p_booking_id, 0
    union all
    select b.rescheduled_from, chain.step + 1
      from chain join medbook.bookings b on b.doctor_id = medbook.doctor_of(chain.id) and b.id = chain.id
     where b.rescheduled_from is not null)
  select chain.id, chain.step into booking_id, moves from chain order by chain.step desc limit 1;
end
$$;

comment on function outbound.origin(uuid) is
'The booking that was made first, and how often it was moved to become this one
A calendar knows an appointment by the first: it stays the same event wherever it is moved.';
