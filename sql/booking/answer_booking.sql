create or replace function booking.answer_booking(
  p_booking_id uuid
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_booking_id);
  v_booking jsonb;
begin
  select to_jsonb(b) into strict v_booking
    from api.booking b
   where b.doctor_id = v_doctor_id and b.id = p_booking_id;
  return jsonb_build_object('success', true, 'booking', v_booking);
end
$$;

comment on function booking.answer_booking(uuid) is
'The successful answer that shows this booking';
