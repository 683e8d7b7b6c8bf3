create or replace function api.join_waitlist(
  p_user_id uuid,
  p_doctor_id uuid default null,
  p_specialization text default null,
  p_service_id uuid default null,
  p_from timestamptz default null,
  p_to timestamptz default null,
  p_weekdays jsonb default null,
  p_earliest text default null,
  p_latest text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  perform from medbook.users where id = p_user_id and is_active for no key update;
  if not found then
    return core.forbid(p_user_id, 'join waitlist');
  end if;
  return booking.join_queue(p_user_id, booking.wish_of(
    p_doctor_id, p_specialization, p_service_id, p_from, p_to, p_weekdays, p_earliest, p_latest));
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.join_waitlist(
  uuid, uuid, text, uuid, timestamptz, timestamptz, jsonb, text, text) is
'Waits for a slot: one that becomes free is held for the first whom it suits
p_doctor_id: with whom, or p_specialization, whatever its case and spaces. p_service_id: the kind of visit. p_from,
p_to: only slots that start at or after p_from and before p_to. p_weekdays: a list of days, 1 is Monday. p_earliest,
p_latest: times of day such as 09:00; only slots that start at or after p_earliest and before p_latest. Days and times
are those of the doctor''s own calendar. Repeated while the caller waits, it is answered with the same place; else
created is the new one''s id. Refuses FORBIDDEN, INVALID_INPUT, DOCTOR_NOT_FOUND, SERVICE_NOT_FOUND, SERVICE_RESTRICTED,
WAITLIST_LIMIT, SLOTS_FREE (book one, as with book_soonest), SLOT_LOCKED (one is being booked this instant).';
