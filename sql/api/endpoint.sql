create or replace view api.endpoint (method, path, function, auth, rate, cache, result) as
values
  ('GET',    '/v1/me',                                           'api.get_user(uuid)'::regprocedure,                                                                                    'user',  '{general}'::text[], null::text, 'user api.user'),
  ('GET',    '/v1/me/sessions',                                  'api.list_sessions(uuid, integer, uuid)',                                                                              'user',  '{general}', null, 'sessions api.session[]'),
  ('DELETE', '/v1/me/sessions',                                  'api.revoke_sessions(uuid)',                                                                                           'user',  '{general}', null, 'revoked integer'),
  ('DELETE', '/v1/me/sessions/{session_id}',                     'api.revoke_session(uuid, uuid)',                                                                                      'user',  '{general}', null, 'revoked uuid'),
  ('GET',    '/v1/specializations',                              'api.list_specializations()',                                                                                          'none',  '{general}', null, 'specializations api.specialization[]'),
  ('GET',    '/v1/doctors',                                      'api.list_doctors(text, text, integer, uuid)',                                                                         'none',  '{general}', null, 'doctors api.listed_doctor[]'),
  ('GET',    '/v1/doctors/{doctor_id}',                          'api.get_doctor(uuid)',                                                                                                'none',  '{general}', null, 'doctor api.doctor'),
  ('GET',    '/v1/doctors/{doctor_id}/slots',                    'api.list_slots(uuid, timestamptz, timestamptz, integer, uuid)',                                                       'none',  '{general}', null, 'slots api.slot[]'),
  ('GET',    '/v1/slots',                                        'api.find_slots(text, timestamptz, timestamptz, integer, integer)',                                                    'none',  '{general}', null, 'slots api.slot[]'),
  ('GET',    '/v1/slots/{slot_id}',                              'api.get_slot(uuid)',                                                                                                  'none',  '{general}', null, 'slot api.slot'),
  ('POST',   '/v1/bookings',                                     'api.book_slot(uuid, uuid)',                                                                                           'user',  '{general, booking}', null, 'booking api.booking'),
  ('GET',    '/v1/bookings',                                     'api.list_bookings(uuid, medbook.booking_status, integer, uuid)',                                                      'user',  '{general}', null, 'bookings api.booking[]'),
  ('GET',    '/v1/bookings/{booking_id}',                        'api.get_booking(uuid, uuid)',                                                                                         'user',  '{general}', null, 'booking api.booking'),
  ('POST',   '/v1/bookings/{booking_id}/confirm',                'api.confirm_booking(uuid, uuid)',                                                                                     'user',  '{general}', null, 'booking api.booking'),
  ('POST',   '/v1/bookings/{booking_id}/cancel',                 'api.cancel_booking(uuid, uuid, text)',                                                                                'user',  '{general}', null, 'booking api.booking'),
  ('POST',   '/v1/bookings/{booking_id}/reschedule',             'api.reschedule_booking(uuid, uuid, uuid, text)',                                                                      'user',  '{general, booking}', null, 'booking api.booking'),
  ('POST',   '/v1/admin/doctors',                                'api.create_doctor(uuid, text, text, integer, integer, text, text)',                                                   'admin', '{general}', null, 'doctor api.doctor'),
  ('PATCH',  '/v1/admin/doctors/{doctor_id}',                    'api.update_doctor(uuid, uuid, text, text, text, integer, integer, text, text)',                                       'admin', '{general}', null, 'doctor api.doctor'),
  ('DELETE', '/v1/admin/doctors/{doctor_id}',                    'api.retire_doctor(uuid, uuid, text)',                                                                                 'admin', '{general}', null, 'affected_bookings api.booking[]'),
  ('PUT',    '/v1/admin/doctors/{doctor_id}/working-hours',      'api.set_working_hours(uuid, uuid, jsonb)',                                                                            'admin', '{general}', null, 'hours api.working_hours[], closed integer, affected_bookings api.booking[]'),
  ('POST',   '/v1/admin/doctors/{doctor_id}/time-off',           'api.add_time_off(uuid, uuid, timestamptz, timestamptz, text)',                                                        'admin', '{general}', null, 'time_off api.time_off, closed integer, affected_bookings api.booking[]'),
  ('POST',   '/v1/admin/time-off',                               'api.add_clinic_time_off(uuid, timestamptz, timestamptz, text)',                                                       'admin', '{general}', null, 'time_off api.time_off, closed integer, affected_bookings api.booking[]'),
  ('DELETE', '/v1/admin/time-off/{time_off_id}',                 'api.remove_time_off(uuid, uuid)',                                                                                     'admin', '{general}', null, 'reopened integer'),
  ('POST',   '/v1/admin/doctors/{doctor_id}/slots',              'api.open_slots(uuid, uuid, date, date)',                                                                              'admin', '{general}', null, 'opened integer, kept integer, skipped api.skipped_slots[]'),
  ('DELETE', '/v1/admin/slots/{slot_id}',                        'api.close_slot(uuid, uuid)',                                                                                          'admin', '{general}', null, 'closed uuid'),
  ('GET',    '/v1/admin/bookings',                               'api.list_all_bookings(uuid, uuid, uuid, medbook.booking_status, timestamptz, timestamptz, integer, uuid)',            'admin', '{general}', null, 'bookings api.patient_booking[]'),
  ('POST',   '/v1/admin/bookings',                               'api.book_for_patient(uuid, uuid, uuid, text)',                                                                        'admin', '{general}', null, 'booking api.booking'),
  ('POST',   '/v1/admin/bookings/{booking_id}/complete',         'api.complete_booking(uuid, uuid)',                                                                                    'admin', '{general}', null, 'booking api.booking'),
  ('POST',   '/v1/admin/bookings/{booking_id}/no-show',          'api.mark_no_show(uuid, uuid)',                                                                                        'admin', '{general}', null, 'booking api.booking'),
  ('GET',    '/v1/admin/statistics',                             'api.get_statistics(uuid, date, date, uuid)',                                                                          'admin', '{general}', null, 'statistics api.statistic[]'),
  ('POST',   '/v1/admin/bookings/expire',                        'api.expire_bookings(uuid, integer)',                                                                                  'admin', '{general}', null, 'expired integer');

comment on view api.endpoint is 'The whole HTTP surface: one row is one operation, one function';
comment on column api.endpoint.method is 'HTTP method';
comment on column api.endpoint.path is 'Path template; its {fields} are arguments of the function';
comment on column api.endpoint.function is 'What answers; PostgreSQL refuses to drop it while it is here';
comment on column api.endpoint.auth is 'Who may call: none (anybody), user (signed in), admin';
comment on column api.endpoint.rate is 'Names of the limits that a call counts against';
comment on column api.endpoint.cache is 'Class of caching; null: never cached';
comment on column api.endpoint.result is 'Members of the answer and their types; an array is a list';
