create or replace function booking.answer_queue(
  p_waitlist_id uuid
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_wish jsonb;
begin
  select to_jsonb(w) into strict v_wish from api.waitlist w where w.id = p_waitlist_id;
  return jsonb_build_object('success', true, 'waitlist', v_wish);
end
$$;

comment on function booking.answer_queue(uuid) is
'The successful answer that shows a patient''s place on the waiting list';
