create or replace function api.update_doctor_windows(
  p_user_id uuid,
  p_doctor_id uuid,
  p_min_notice text default null,
  p_booking_horizon text default null,
  p_cancel_cutoff text default null,
  p_reschedule_cutoff text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_given jsonb := jsonb_strip_nulls(jsonb_build_object(
    'min_notice', p_min_notice, 'booking_horizon', p_booking_horizon, 'cancel_cutoff', p_cancel_cutoff,
    'reschedule_cutoff', p_reschedule_cutoff));
  v_changes jsonb := (select jsonb_object_agg(key, nullif(value, '')) from jsonb_each_text(v_given));
  v_answer jsonb := core.check_settings(v_changes);
  v_new medbook.doctors;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'update doctor windows');
  elsif v_answer is not null then
    return v_answer;
  end if;
  v_new := calendar.lock_doctor(p_doctor_id);
  if v_new is null then
    return core.refuse('DOCTOR_NOT_FOUND');
  end if;
  v_new := jsonb_populate_record(v_new, v_changes);
  if exists (select from medbook.settings s
              where coalesce(v_new.booking_horizon, s.booking_horizon) <= coalesce(v_new.min_notice, s.min_notice)) then
    return case when v_changes ->> 'booking_horizon' is null
      then core.refuse_input('min_notice', 'must be shorter than booking_horizon')
      else core.refuse_input('booking_horizon', 'must be longer than min_notice') end;
  end if;
  update medbook.doctors
     set min_notice = v_new.min_notice, booking_horizon = v_new.booking_horizon, cancel_cutoff = v_new.cancel_cutoff,
         reschedule_cutoff = v_new.reschedule_cutoff, updated_at = core.now()
   where id = p_doctor_id;
  perform core.record('update doctor windows', p_user_id, null);
  return api.get_doctor_windows(p_user_id, p_doctor_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.update_doctor_windows(uuid, uuid, text, text, text, text) is
'Changes when patients may book with a doctor, cancel and move; what is not given stays
p_doctor_id: the doctor. p_min_notice, p_booking_horizon, p_cancel_cutoff, p_reschedule_cutoff: durations of ISO 8601,
such as PT2H or P90D, at most P10Y; p_booking_horizon is positive, and longer than p_min_notice; empty: the clinic''s
again. Answers windows, as get_doctor_windows does; the next call is bound by them. Slots of days that a longer horizon
adds are opened at night, or by open_slots. Refuses FORBIDDEN, INVALID_INPUT, DOCTOR_NOT_FOUND, SLOT_LOCKED (waited
lock_timeout).';
