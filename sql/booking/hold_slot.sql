create or replace function booking.hold_slot(
  p_user_id uuid,
  p_slot_id uuid,
  p_actor_id uuid default null,
  p_reason text default null,
  p_service_id uuid default null
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_offer booking.offer;
begin
  if p_service_id is not null then
    return booking.book_visit(p_user_id, p_slot_id, p_service_id, coalesce(p_actor_id, p_user_id), p_reason);
  end if;
  select * into v_offer from booking.offer where doctor_id = v_doctor_id and slot_id = p_slot_id;
  return booking.hold_offer(p_user_id, v_offer, coalesce(p_actor_id, p_user_id), p_reason);
end
$$;

comment on function booking.hold_slot(uuid, uuid, uuid, text, uuid) is
'Holds a slot, or the slots that a visit takes, if they are open
p_user_id: the patient. p_actor_id: the user who asks; null: the patient. p_reason: why an administrator ignores the
patient''s other bookings; null: they count. p_service_id: the kind of visit; null: none is named. Refuses what
booking.hold_offer and booking.book_visit refuse.';
