create or replace function booking.join_queue(
  p_user_id uuid,
  p_wish jsonb
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := core.now();
  v_answer jsonb := booking.check_waiting(p_user_id, p_wish, v_now);
  v_row medbook.waitlist;
  v_same_id uuid;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_row := booking.queue_row(p_user_id, p_wish, v_now);
  v_same_id := booking.same_wish(v_row);
  if v_same_id is not null then
    return booking.answer_queue(v_same_id);
  elsif (select count(*) from medbook.waitlist where user_id = p_user_id and ended_at is null)
        >= (select max_bookings_per_user from medbook.settings) then
    return core.refuse('WAITLIST_LIMIT');
  end if;
  -- As in booking.is_anybody_waiting: what is freed from now on is freed after this wish is seen.
  perform pg_advisory_xact_lock(booking.queue_key(coalesce(v_row.doctor_id::text, v_row.specialization)));
  if booking.is_slot_left(p_user_id, p_wish, v_now) then
    return core.refuse('SLOTS_FREE');
  end if;
  v_row.created_at := v_now;
  insert into medbook.waitlist select (v_row).*;
  return booking.answer_queue(v_row.id) || jsonb_build_object('created', v_row.id);
end
$$;

comment on function booking.join_queue(uuid, jsonb) is
'Puts a patient on the waiting list, or answers with the place that the patient has already
p_user_id: the patient, whom the caller has locked. p_wish: what the patient waits for: specialization, or doctor_ids
with one; service_id, from, to, weekdays, earliest, latest; without what is null. Refuses what booking.check_waiting
refuses, WAITLIST_LIMIT and SLOTS_FREE. Raises lock_not_available.';
