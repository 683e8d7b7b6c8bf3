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
  v_answer jsonb := booking.check_slot(p_user_id, p_slot_id, v_now);
begin
  select * into v_slot from medbook.slots where doctor_id = v_doctor_id and id = p_slot_id;
  if not found then
    return v_answer;
  elsif v_answer is null or v_answer ->> 'error' = 'OUTSIDE_BOOKING_WINDOW' and core.is_admin(p_user_id) then
    v_answer := case when p_user_id is not null and v_is_active is not true then core.refuse('FORBIDDEN')
                     else coalesce(booking.check_patient(p_user_id, p_slot_id, null, v_now), '{"success": true}') end;
  end if;
  return v_answer || jsonb_strip_nulls(jsonb_build_object(
    'close_cause', v_slot.close_cause,
    'closed_at', v_slot.closed_at,
    'doctor_is_active', (select is_active from medbook.doctors where id = v_doctor_id),
    'is_under_leave', calendar.is_under_time_off(v_doctor_id, v_slot.start_time, v_slot.end_time),
    'live_booking', (select id from medbook.bookings
                      where doctor_id = v_doctor_id and slot_id = p_slot_id and status in ('PENDING', 'CONFIRMED')
                        and (expires_at > v_now or expires_at is null)),
    'user_is_active', v_is_active));
end
$$;

comment on function health.explain_slot(uuid, uuid) is
'Why a slot can or cannot be booked, by this user or by anybody; for DBAs
p_slot_id: which. p_user_id: by whom; null: by a patient without bookings. Answers success, or the refusal of the rule that
would refuse, and what is known of the slot. Refuses what booking.check_slot and booking.check_patient refuse, and FORBIDDEN (no
such active user).';
