create or replace function api.update_settings(
  p_user_id uuid,
  p_hold_duration text default null,
  p_max_hold text default null,
  p_max_holds_per_user integer default null,
  p_max_bookings_per_user integer default null,
  p_max_bookings_per_doctor_day integer default null,
  p_min_notice text default null,
  p_booking_horizon text default null,
  p_cancel_cutoff text default null,
  p_reschedule_cutoff text default null,
  p_session_idle text default null,
  p_session_lifetime text default null,
  p_refresh_grace text default null,
  p_reminder_minutes jsonb default null,
  p_offer_duration text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_changes jsonb := jsonb_strip_nulls(jsonb_build_object(
    'hold_duration', p_hold_duration, 'max_hold', p_max_hold, 'max_holds_per_user', p_max_holds_per_user,
    'max_bookings_per_user', p_max_bookings_per_user, 'max_bookings_per_doctor_day', p_max_bookings_per_doctor_day,
    'min_notice', p_min_notice, 'booking_horizon', p_booking_horizon, 'cancel_cutoff', p_cancel_cutoff,
    'reschedule_cutoff', p_reschedule_cutoff, 'session_idle', p_session_idle,
    'session_lifetime', p_session_lifetime, 'refresh_grace', p_refresh_grace,
    'reminder_minutes', p_reminder_minutes, 'offer_duration', p_offer_duration));
  v_answer jsonb := core.check_settings(v_changes);
  v_new medbook.settings;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'update settings');
  elsif v_answer is not null then
    return v_answer;
  end if;
  select * into v_new from medbook.settings for no key update;
  v_new := jsonb_populate_record(v_new, v_changes);
  if v_new.booking_horizon <= v_new.min_notice then
    return case when p_booking_horizon is null
      then core.refuse_input('min_notice', 'must be shorter than booking_horizon')
      else core.refuse_input('booking_horizon', 'must be longer than min_notice') end;
  end if;
  update medbook.settings
     set hold_duration = v_new.hold_duration, max_hold = v_new.max_hold, max_holds_per_user = v_new.max_holds_per_user,
         max_bookings_per_user = v_new.max_bookings_per_user,
         max_bookings_per_doctor_day = v_new.max_bookings_per_doctor_day,
         min_notice = v_new.min_notice, booking_horizon = v_new.booking_horizon, cancel_cutoff = v_new.cancel_cutoff,
         reschedule_cutoff = v_new.reschedule_cutoff, session_idle = v_new.session_idle,
         session_lifetime = v_new.session_lifetime, refresh_grace = v_new.refresh_grace,
         reminder_minutes = v_new.reminder_minutes, offer_duration = v_new.offer_duration;
  perform core.record('update settings', p_user_id, null);
  return api.get_settings(p_user_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.update_settings(
  uuid, text, text, integer, integer, integer, text, text, text, text, text, text, text, jsonb, text) is
'Changes the clinic''s rules, for the next call on; one that is not given stays
p_hold_duration, p_max_hold, p_offer_duration, p_min_notice, p_booking_horizon, p_cancel_cutoff, p_reschedule_cutoff,
p_session_idle, p_session_lifetime, p_refresh_grace: durations of ISO 8601, such as PT2M or P90D, at most P10Y:
p_hold_duration and p_offer_duration are positive, p_booking_horizon longer than p_min_notice, p_session_idle and
p_session_lifetime at least PT1H, p_refresh_grace at most PT1M. p_max_holds_per_user, p_max_bookings_per_user,
p_max_bookings_per_doctor_day: at least 1. p_reminder_minutes: a list, as for update_notifications; empty: nobody who
did not choose is reminded. Answers settings, as get_settings does. Refuses FORBIDDEN, INVALID_INPUT, SLOT_LOCKED
(waited lock_timeout).';
