create or replace function booking.check_booking(
  p_user_id uuid,
  p_actor_id uuid,
  p_slot_id uuid,
  p_except uuid,
  p_reason text,
  p_now timestamptz,
  p_service_id uuid default null,
  p_own_ids uuid[] default '{}',
  out refusal jsonb,
  out own_booking_id uuid,
  out overridden text[],
  out offer booking.offer
)
  language plpgsql
  stable
as $$
declare
  v_check record := booking.check_slot(p_user_id, p_slot_id, p_now, p_service_id, p_own_ids);
begin
  refusal := v_check.refusal;
  own_booking_id := v_check.own_booking_id;
  offer := v_check.offer;
  if refusal is not null and booking.may_override_slot(refusal ->> 'error', p_actor_id, offer, p_now) then
    overridden := array[refusal ->> 'error'];
    refusal := case when p_service_id is not null then booking.refuse_visit(offer, p_own_ids, p_now) end;
  end if;
  if refusal is null and own_booking_id is null then
    refusal := booking.check_patient(p_user_id, offer, p_except, p_now);
    if refusal is not null and booking.may_override(refusal ->> 'error', p_actor_id, p_reason) then
      overridden := overridden || (refusal ->> 'error');
      refusal := null;
    end if;
  end if;
end
$$;

comment on function booking.check_booking(uuid, uuid, uuid, uuid, text, timestamptz, uuid, uuid[]) is
'Whether this patient can book this slot, as far as the rules bind the caller
Checks the slot''s rules, then the patient''s; an administrator may override some of them. p_user_id: the patient;
the caller has locked this user. p_actor_id: the user who asks. p_except: the patient''s booking that is being moved;
null: none. p_reason: why an administrator ignores the patient''s other bookings; null: they count. p_service_id,
p_own_ids: as in booking.check_slot. refusal: by the first rule that binds; null: none does. own_booking_id: the live
booking by which the patient has the slot already.
overridden: codes of the rules that this administrator overrides, for booking.record_overrides; null: none. offer:
as in booking.check_slot. Refuses what booking.check_slot and booking.check_patient refuse.';
