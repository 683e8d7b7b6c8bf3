create or replace function api.add_clinic_time_off(
  p_user_id uuid,
  p_from timestamptz default null,
  p_to timestamptz default null,
  p_reason text default null,
  p_from_date date default null,
  p_to_date date default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb := calendar.check_time_off(p_from, p_to, p_reason, p_from_date, p_to_date);
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'add time off');
  end if;
  return coalesce(v_answer, calendar.insert_time_off(
    p_user_id, null, p_from, p_to, p_reason, p_from_date, p_to_date));
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.add_clinic_time_off(uuid, timestamptz, timestamptz, text, date, date) is
'Adds a time off of the whole clinic: free slots close, bookings stay
p_from, p_to: its start and end. p_from_date, p_to_date: instead of them its first and last day, both included, on each
doctor''s own calendar. p_reason: why, at most 500 characters. Answers time_off, created (its id), closed (how many
slots closed), affected_bookings (the live bookings in it: their slots close when they end) and doctors_left (who could
not be locked: their free slots close within a minute after they can be). Refuses FORBIDDEN, INVALID_INPUT, SLOT_LOCKED
(waited lock_timeout for the whole calendar).';
