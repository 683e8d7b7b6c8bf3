create or replace function booking.refuse_visit(
  p_offer booking.offer,
  p_own_ids uuid[],
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_taken record;
begin
  -- A slot that closes with a hold that has lapsed is closed, even before the sweep.
  if p_offer.end_time is null or exists (
    select from medbook.slots s
     where s.doctor_id = p_offer.doctor_id and s.id = any(p_offer.further_slot_ids)
       and s.held_until <= p_now and s.close_cause is not null) then
    return core.refuse('SERVICE_NOT_OFFERED');
  end if;
  select s.id, s.held_until, booking.is_for(s.service_ids, p_offer.service_id) as is_for into v_taken
    from medbook.slots s
   where s.doctor_id = p_offer.doctor_id and s.id = any(p_offer.further_slot_ids)
     and not (booking.is_for(s.service_ids, p_offer.service_id)
       and (booking.is_free(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, s.start_time,
                            p_now)
         or s.close_cause is null and s.id = any(p_own_ids)))
   order by s.start_time limit 1;
  if not found then
    return null;
  elsif not v_taken.is_for then
    return core.refuse('SERVICE_NOT_OFFERED');
  end if;
  return core.refuse('SLOT_UNAVAILABLE', jsonb_strip_nulls(jsonb_build_object(
    'slot_id', v_taken.id, 'held_until', case when v_taken.held_until > p_now then v_taken.held_until end)));
end
$$;

comment on function booking.refuse_visit(booking.offer, uuid[], timestamptz) is
'null if the further slots that a visit takes are free, else the refusal of the first that is not
p_offer: the first slot, as booking.for_service makes it. p_own_ids: slots of the booking that is being moved there,
which count as free. Refuses SERVICE_NOT_OFFERED (the time does not suffice, or is for other kinds of visit),
SLOT_UNAVAILABLE (slot_id; held_until if it is only held).';
