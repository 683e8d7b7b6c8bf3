create or replace function booking.is_anybody_waiting(
  p_doctor_id uuid
)
  returns boolean
  language plpgsql
  volatile
as $$
declare
  v_specialization text;
begin
  select medbook.comparable(specialization) into v_specialization from medbook.doctors where id = p_doctor_id;
  -- Who joins has the lock alone, and waits for nothing meanwhile: either the new wish is seen here, or what becomes
  -- free is seen there. Without it both could look before the other commits, and nobody would get the slot.
  perform pg_advisory_xact_lock_shared(booking.queue_key(p_doctor_id::text));
  perform pg_advisory_xact_lock_shared(booking.queue_key(v_specialization));
  return exists (select from medbook.waitlist where doctor_id = p_doctor_id and ended_at is null)
      or exists (select from medbook.waitlist where specialization = v_specialization and ended_at is null);
end
$$;

comment on function booking.is_anybody_waiting(uuid) is
'Whether anybody waits for slots of this doctor; nobody joins until the caller''s transaction ends
The caller has made slots free. Raises lock_not_available if somebody joins for as long as lock_timeout.';
