create or replace function booking.answer_request(
  p_user_id uuid,
  p_request_id uuid,
  p_wish_digest bytea
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_request medbook.booking_requests;
begin
  select * into v_request from medbook.booking_requests where user_id = p_user_id and request_id = p_request_id;
  if not found then
    return null;
  elsif v_request.wish_digest <> p_wish_digest then
    return core.refuse('REQUEST_REUSED');
  end if;
  return booking.answer_booking(v_request.booking_id);
end
$$;

comment on function booking.answer_request(uuid, uuid, bytea) is
'The booking that this request of a patient made, as it is now; null: the request is new
p_wish_digest: of what is asked for now. The caller has locked the user, so that the first of two equal requests is
answered. Refuses REQUEST_REUSED (the request asked for something else).';
