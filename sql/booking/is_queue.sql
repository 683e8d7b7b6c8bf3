create or replace function booking.is_queue(
  p_doctor_id uuid,
  p_specialization text
)
  returns boolean
  language sql
  stable
as $$
  -- Mostly nobody waits at all: to compare the specialization costs more than to see that.
  select case when exists (select from medbook.waitlist where ended_at is null)
    then exists (select from medbook.waitlist where doctor_id = p_doctor_id and ended_at is null)
      or exists (select from medbook.waitlist
                  where specialization = medbook.comparable(p_specialization) and ended_at is null)
    else false end
$$;

comment on function booking.is_queue(uuid, text) is
'Whether anybody waits for slots of this doctor, or of any doctor of the specialization
Must stay inlinable (no SET), so that booking a slot costs no call.';
