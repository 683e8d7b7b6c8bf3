create or replace function booking.take_visit(
  p_user_id uuid,
  p_offer booking.offer,
  p_actor_id uuid,
  p_reason text,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_slot_ids uuid[] := p_offer.slot_id || p_offer.further_slot_ids;
  v_locked_ids uuid[];
  v_answer jsonb;
  v_id uuid;
begin
  -- SKIP LOCKED, to tell which slot another transaction has locked; nobody waits.
  v_locked_ids := array(
    select id from medbook.slots where doctor_id = p_offer.doctor_id and id = any(v_slot_ids)
     order by id for no key update skip locked);
  if cardinality(v_locked_ids) < cardinality(v_slot_ids) then
    return core.refuse('SLOT_LOCKED', jsonb_build_object('slot_id', (
      select id from unnest(v_slot_ids) with ordinality slot (id, n)
       where id <> all(v_locked_ids) order by n limit 1)));
  end if;

  v_answer := booking.refuse_hold(p_user_id, p_offer.slot_id, p_actor_id, p_reason, p_now, p_offer.service_id);
  if v_answer is not null then
    return v_answer;
  elsif (booking.for_service(p_offer, p_offer.service_id)).further_slot_ids
        is distinct from p_offer.further_slot_ids then
    -- The calendar has changed since the look: other slots are locked than it takes now.
    return core.refuse('SLOT_LOCKED');
  end if;
  perform booking.fail_holds(p_offer.doctor_id, v_slot_ids, p_now);
  v_id := booking.insert_booking(
    p_user_id, p_offer, p_now, p_now + p_offer.hold_duration, p_actor_id, p_reason);
  return booking.answer_booking(v_id) || jsonb_build_object('created', v_id);
end
$$;

comment on function booking.take_visit(uuid, booking.offer, uuid, text, timestamptz) is
'Locks the slots that a visit takes and holds them for a patient if they are still free, all or none
p_offer: the first slot, as booking.for_service makes it. The other arguments and what it refuses are those of
booking.take_slot; SLOT_LOCKED (slot_id) if another transaction has one of them locked.';
