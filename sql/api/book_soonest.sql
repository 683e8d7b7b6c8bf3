create or replace function api.book_soonest(
  p_user_id uuid,
  p_request_id uuid,
  p_specialization text default null,
  p_doctor_ids jsonb default null,
  p_from timestamptz default null,
  p_to timestamptz default null,
  p_weekdays jsonb default null,
  p_earliest text default null,
  p_latest text default null,
  p_service_id uuid default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_wish jsonb := jsonb_strip_nulls(jsonb_build_object(
    'specialization', p_specialization, 'doctor_ids', p_doctor_ids, 'from', p_from, 'to', p_to,
    'weekdays', p_weekdays, 'earliest', p_earliest, 'latest', p_latest, 'service_id', p_service_id));
  v_digest bytea := sha256(convert_to(v_wish::text, 'UTF8'));
  v_now timestamptz;
  v_answer jsonb;
begin
  perform from medbook.users where id = p_user_id and is_active for no key update;
  if not found then
    return core.forbid(p_user_id, 'book soonest');
  end if;
  v_answer := coalesce(booking.check_wish(v_wish), booking.answer_request(p_user_id, p_request_id, v_digest));
  if v_answer is not null then
    return v_answer;
  end if;
  v_now := core.now();
  v_answer := booking.take_soonest(p_user_id, v_wish, v_now);
  insert into medbook.booking_requests (user_id, request_id, wish_digest, booking_id, created_at)
  select p_user_id, p_request_id, v_digest, (v_answer ->> 'created')::uuid, v_now where v_answer ? 'created';
  return v_answer;
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.book_soonest(uuid, uuid, text, jsonb, timestamptz, timestamptz, jsonb, text, text, uuid) is
'Books the soonest free slot of any doctor who fits
p_request_id: an id of the client''s own for this request. Repeated within 30 days, it is answered with the same booking
as it is now; else created is the new one''s id. p_specialization: any doctor of it, whatever its case and spaces.
p_doctor_ids: a list of 1 to 100 doctors, instead. p_service_id: a kind of visit, for which all slots that it takes must
be free; without p_specialization and p_doctor_ids of any doctor. p_from, p_to: only slots that start at or after p_from
and before p_to. p_weekdays: a list of days, 1 is Monday. p_earliest, p_latest: times of day such as 09:00; only slots
that start at or after p_earliest and before p_latest. Days and times are those of the doctor''s own calendar. Of slots
at the same time, it takes one of a doctor who has the fewest bookings on that day; slots that overlap the caller''s
other bookings, or are more than the caller may have with a doctor on a day, are passed over. Fails at once if others
are booking all that are left. Refuses FORBIDDEN, INVALID_INPUT, REQUEST_REUSED (another request had this request_id),
SERVICE_NOT_FOUND, SERVICE_RESTRICTED, HOLD_LIMIT, BOOKING_LIMIT, SLOT_LOCKED, NO_SLOT_FREE.';
