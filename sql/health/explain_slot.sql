create or replace function health.explain_slot(
  p_slot_id uuid,
  p_user_id uuid default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_now timestamptz := core.now();
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_slot medbook.slots;
  v_is_active boolean := (select is_active from medbook.users where id = p_user_id);
  v_check record;
  v_answer jsonb;
begin
  select * into v_slot from medbook.slots where doctor_id = v_doctor_id and id = p_slot_id;
  if p_user_id is null or v_is_active then
    v_check := booking.check_booking(p_user_id, p_user_id, p_slot_id, null, null, v_now);
    v_answer := case when v_check.own_booking_id is not null then booking.answer_booking(v_check.own_booking_id)
                     else coalesce(v_check.refusal, '{"success": true}') end;
  else
    v_check := booking.check_slot(p_user_id, p_slot_id, v_now);
    v_answer := coalesce(v_check.refusal, core.refuse('FORBIDDEN'));
  end if;
  if v_slot is null then
    return v_answer;
  end if;
  return v_answer || jsonb_strip_nulls(jsonb_build_object(
    'close_cause', v_slot.close_cause,
    'closed_at', v_slot.closed_at,
    'doctor_is_active', (select is_active from medbook.doctors where id = v_doctor_id),
    'is_in_time_off', calendar.is_under_time_off(v_doctor_id, v_slot.start_time, v_slot.end_time),
    'live_booking', (select coalesce(part_of, id) from medbook.bookings
                      where doctor_id = v_doctor_id and slot_id = p_slot_id and status in ('PENDING', 'CONFIRMED')
                        and booking.is_live(status, expires_at, v_now)),
    'user_is_active', v_is_active));
end
$$;

comment on function health.explain_slot(uuid, uuid) is
'Why a slot can or cannot be booked, by this user or by anybody; for DBAs
p_slot_id: the slot. p_user_id: the user; null: a patient without bookings. Answers success, or the refusal of the
first rule that refuses, and details of the slot. Refuses SLOT_NOT_FOUND, SLOT_UNAVAILABLE, SLOT_IN_PAST,
OUTSIDE_BOOKING_WINDOW, OVERLAPPING_BOOKING, HOLD_LIMIT, BOOKING_LIMIT, FORBIDDEN (no such active
user).';
