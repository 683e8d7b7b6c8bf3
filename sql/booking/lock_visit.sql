create or replace function booking.lock_visit(
  p_slot_ids uuid[],
  p_start_time timestamptz,
  p_minutes integer,
  p_service_id uuid,
  p_now timestamptz
)
  returns uuid
  language plpgsql
  volatile
as $$
declare
  v_id uuid;
  v_doctor_id uuid;
begin
  foreach v_id in array coalesce(p_slot_ids, '{}') loop
    v_doctor_id := medbook.doctor_of(v_id);
    -- A savepoint, so that the slots of a visit that cannot be had as a whole are let go at once.
    begin
      if booking.lock_free_slots(
        v_doctor_id, (booking.visit_slots(v_doctor_id, p_start_time, p_minutes)).slot_ids, p_service_id, p_now) then
        return v_id;
      end if;
      raise lock_not_available;
    exception
      when lock_not_available then
        continue;
    end;
  end loop;
  return null;
end
$$;

comment on function booking.lock_visit(uuid[], timestamptz, integer, uuid, timestamptz) is
'Locks all slots of the first visit of these that nobody else is booking; waits for nobody
p_slot_ids: the first slots of the visits, each of another doctor, in the order in which they are tried. p_start_time:
when all of them begin. p_minutes, p_service_id: how long a visit is, and of which kind. Returns its first slot; null:
of each visit a slot is locked, or was booked this instant.';
