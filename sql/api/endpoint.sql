create or replace view api.endpoint (method, path, function, auth, rate, cache, creates, result) as
values
  ('GET', '/v1/me', 'api.get_user'::regproc, 'user', '{general}'::text[], null::text, false, 'user api.user'),
  ('GET', '/v1/me/sessions', 'api.list_sessions', 'user', '{general}', null, false, 'sessions api.session[]'),
  ('DELETE', '/v1/me/sessions', 'api.revoke_sessions', 'user', '{general}', null, false, 'revoked integer'),
  ('DELETE', '/v1/me/sessions/{session_id}', 'api.revoke_session', 'user', '{general}', null, false, 'revoked uuid'),
  ('GET', '/v1/specializations', 'api.list_specializations', 'none', '{general}', 'reference', false,
    'specializations api.specialization[]'),
  ('GET', '/v1/doctors', 'api.list_doctors', 'none', '{general}', 'availability', false, 'doctors api.listed_doctor[]'),
  ('GET', '/v1/doctors/{doctor_id}', 'api.get_doctor', 'none', '{general}', 'profile', false, 'doctor api.doctor'),
  ('GET', '/v1/doctors/{doctor_id}/slots', 'api.list_slots', 'none', '{general}', 'availability', false,
    'slots api.slot[]'),
  ('GET', '/v1/slots', 'api.find_slots', 'none', '{general}', 'availability', false, 'slots api.slot[]'),
  ('GET', '/v1/slots/{slot_id}', 'api.get_slot', 'none', '{general}', null, false, 'slot api.slot'),
  ('POST', '/v1/bookings', 'api.book_slot', 'user', '{general,booking}', null, true, 'booking api.booking'),
  ('GET', '/v1/bookings', 'api.list_bookings', 'user', '{general}', null, false, 'bookings api.booking[]'),
  ('GET', '/v1/bookings/{booking_id}', 'api.get_booking', 'user', '{general}', null, false, 'booking api.booking'),
  ('POST', '/v1/bookings/{booking_id}/confirm', 'api.confirm_booking', 'user', '{general}', null, false,
    'booking api.booking'),
  ('POST', '/v1/bookings/{booking_id}/cancel', 'api.cancel_booking', 'user', '{general}', null, false,
    'booking api.booking'),
  ('POST', '/v1/bookings/{booking_id}/reschedule', 'api.reschedule_booking', 'user', '{general,booking}', null, true,
    'booking api.booking, fee_before integer, currency_before text'),
  ('POST', '/v1/admin/doctors', 'api.create_doctor', 'admin', '{general}', null, true, 'doctor api.doctor'),
  ('PATCH', '/v1/admin/doctors/{doctor_id}', 'api.update_doctor', 'admin', '{general}', null, false,
    'doctor api.doctor'),
  ('DELETE', '/v1/admin/doctors/{doctor_id}', 'api.retire_doctor', 'admin', '{general}', null, false,
    'affected_bookings api.patient_booking[]'),
  ('POST', '/v1/admin/doctors/{doctor_id}/reinstate', 'api.reinstate_doctor', 'admin', '{general}', null, false,
    'doctor api.doctor, opened integer'),
  ('PUT', '/v1/admin/doctors/{doctor_id}/working-hours', 'api.set_working_hours', 'admin', '{general}', null, false,
    'hours api.working_hours[], closed integer, affected_bookings api.patient_booking[]'),
  ('POST', '/v1/admin/doctors/{doctor_id}/time-off', 'api.add_time_off', 'admin', '{general}', null, true,
    'time_off api.time_off, closed integer, affected_bookings api.patient_booking[]'),
  ('POST', '/v1/admin/time-off', 'api.add_clinic_time_off', 'admin', '{general}', null, true,
    'time_off api.time_off, closed integer, affected_bookings api.patient_booking[]'),
  ('DELETE', '/v1/admin/time-off/{time_off_id}', 'api.remove_time_off', 'admin', '{general}', null, false,
    'reopened integer'),
  ('POST', '/v1/admin/doctors/{doctor_id}/slots', 'api.open_slots', 'admin', '{general}', null, false,
    'opened integer, kept integer, skipped api.skipped_slots[]'),
  ('DELETE', '/v1/admin/slots/{slot_id}', 'api.close_slot', 'admin', '{general}', null, false, 'closed uuid'),
  ('POST', '/v1/admin/slots/{slot_id}/reopen', 'api.reopen_slot', 'admin', '{general}', null, false,
    'slot api.slot_state'),
  ('GET', '/v1/admin/bookings', 'api.list_all_bookings', 'admin', '{general}', null, false,
    'bookings api.patient_booking[]'),
  ('POST', '/v1/admin/bookings', 'api.book_for_patient', 'admin', '{general}', null, true, 'booking api.booking'),
  ('POST', '/v1/admin/bookings/{booking_id}/complete', 'api.complete_booking', 'admin', '{general}', null, false,
    'booking api.booking'),
  ('POST', '/v1/admin/bookings/{booking_id}/no-show', 'api.mark_no_show', 'admin', '{general}', null, false,
    'booking api.booking'),
  ('POST', '/v1/admin/bookings/{booking_id}/reinstate', 'api.reinstate_booking', 'admin', '{general}', null, false,
    'booking api.booking'),
  ('GET', '/v1/admin/bookings/{booking_id}', 'api.get_patient_booking', 'admin', '{general}', null, false,
    'booking api.patient_booking'),
  ('GET', '/v1/admin/users', 'api.list_users', 'admin', '{general}', null, false, 'users api.user[]'),
  ('POST', '/v1/admin/users', 'api.create_user', 'admin', '{general}', null, true, 'user api.user'),
  ('PATCH', '/v1/admin/users/{patient_id}', 'api.update_user', 'admin', '{general}', null, false, 'user api.user'),
  ('POST', '/v1/admin/users/{patient_id}/password-reset', 'api.issue_password_reset', 'admin', '{general}', null,
    false, 'code text, expires_in integer'),
  ('GET', '/v1/admin/statistics', 'api.get_statistics', 'admin', '{general}', null, false,
    'statistics api.statistic[]'),
  ('POST', '/v1/admin/bookings/expire', 'api.expire_bookings', 'admin', '{general}', null, false, 'expired integer'),
  ('SSE', '/v1/slots/events', 'api.slot_changes', 'none', '{general}', null, false, 'changes api.slot_state[]'),
  ('WS', '/v1/slots/live', 'api.slot_changes', 'none', '{general}', null, false, 'changes api.slot_state[]');

comment on view api.endpoint is 'The whole HTTP surface: one row is one operation, which calls one function';
comment on column api.endpoint.method is 'HTTP method; SSE and WS stream the changes that the function finds';
comment on column api.endpoint.path is 'Path template; its {fields} are arguments of the function';
comment on column api.endpoint.function is
'Function that the operation calls; PostgreSQL refuses to drop it while it is here';
comment on column api.endpoint.auth is 'Who may call: none (anybody), user (signed in), admin';
comment on column api.endpoint.rate is 'Rows of medbook.rate_policy that a call counts against';
comment on column api.endpoint.cache is 'Class of caching, a row of api.cache_class; null: never cached';
comment on column api.endpoint.creates is
'Whether a call can create an object: then the status is 201, and the answer''s created is its id';
comment on column api.endpoint.result is 'Members of the answer and their types; an array is a list';
