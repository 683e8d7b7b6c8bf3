create or replace function core.answer_booking(
  p_booking_id uuid
)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object('success', true, 'booking', to_jsonb(b))
    from api.booking b
   where b.doctor_id = medbook.doctor_of(p_booking_id)
     and b.id = p_booking_id
$$;

comment on function core.answer_booking(uuid) is
'The successful answer that shows this booking';
