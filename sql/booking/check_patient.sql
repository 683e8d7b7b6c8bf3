create or replace function booking.check_patient(
  p_user_id uuid,
  p_slot_id uuid,
  p_except uuid,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_holds integer;
  v_overlapping uuid;
  v_limit integer := (select max_holds_per_user from medbook.settings);
begin
  select count(*) filter (where b.status = 'PENDING')::integer,
         (array_agg(b.id) filter (where s.start_time < wanted.end_time and s.end_time > wanted.start_time))[1]
    into v_holds, v_overlapping
    from medbook.slots wanted
    join medbook.bookings b on b.user_id = p_user_id and booking.is_live(b.status, b.expires_at, p_now)
     and b.id is distinct from p_except
    join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
   where wanted.doctor_id = v_doctor_id and wanted.id = p_slot_id;
  if v_overlapping is not null then
    return core.refuse('OVERLAPPING_BOOKING', jsonb_build_object('booking_id', v_overlapping));
  elsif p_except is null and v_holds >= v_limit then
    return core.refuse('HOLD_LIMIT', jsonb_build_object('max_holds', v_limit));
  end if;
  return null;
end
$$;

comment on function booking.check_patient(uuid, uuid, uuid, timestamptz) is
'null if the patient''s other bookings allow one of this slot, else the refusal
p_except: the booking that is being moved to the slot; null: none. The caller has locked the user. Refuses
OVERLAPPING_BOOKING (booking_id), HOLD_LIMIT (max_holds).';
