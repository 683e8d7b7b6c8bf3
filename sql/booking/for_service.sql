create or replace function booking.for_service(
  p_offer booking.offer,
  p_service_id uuid
)
  returns booking.offer
  language plpgsql
  stable
as $$
declare
  v_service medbook.services;
  v_visit record;
begin
  if p_offer.slot_id is null or p_service_id is null then
    return p_offer;
  end if;
  select * into v_service from medbook.services where id = p_service_id;
  select * into v_visit from booking.visit_slots(p_offer.doctor_id, p_offer.start_time, v_service.minutes);
  p_offer.service_id := v_service.id;
  p_offer.service_name := v_service.name;
  p_offer.fee := coalesce(v_service.fee, p_offer.fee);
  p_offer.currency := coalesce(v_service.currency, p_offer.currency);
  p_offer.end_time := v_visit.end_time;
  p_offer.further_slot_ids := nullif(v_visit.slot_ids[2:], '{}');
  return p_offer;
end
$$;

comment on function booking.for_service(booking.offer, uuid) is
'A slot as the first of a visit of this kind
p_offer: the slot, as the view has it. p_service_id: the kind of visit; null: none is named, and the slot stays as it
is. The price is the service''s, if it has one; end_time is the visit''s, and null if the time after the slot does not
suffice.';
