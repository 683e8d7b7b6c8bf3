create or replace view api.nullable (view, columns) as
values
  ('api.booking'::regclass, '{expires_at,expires_in,extendable_until,confirmed_at,cancelled_at,reason,ended_by,
    rescheduled_from,rescheduled_to,service_id,service_name}'::text[]),
  ('api.patient_booking', '{expires_at,expires_in,extendable_until,confirmed_at,cancelled_at,patient_email,
    patient_phone,reason,ended_by,override_reason,rescheduled_from,rescheduled_to,service_id,
    service_name}'),
  ('api.waitlist', '{doctor_id,service_id,from,to,weekdays,earliest,latest,booking_id}'),
  ('api.patient_waitlist', '{doctor_id,doctor_name,service_id,service_name,from,to,weekdays,earliest,latest,booking_id,
    patient_email,patient_phone}'),
  ('api.calendar_link', '{doctor_id}'),
  ('api.doctor_windows', '{min_notice,booking_horizon,cancel_cutoff,reschedule_cutoff}'),
  ('api.booking_change', '{from_status,by_name}'),
  ('api.event', '{from_status,actor_id,ended_by,rescheduled_from,rescheduled_to,trace_id}'),
  ('api.webhook', '{disabled_at,disabled_because,previous_until,failing_since}'),
  ('api.delivery', '{last_status,last_error,due_at,delivered_at}'),
  ('api.listed_doctor', '{next_available_at}'),
  ('api.statistic', '{doctor_id,lead_hours}'),
  ('api.user', '{email,phone}'),
  ('api.service', '{description,fee,currency}'),
  ('api.session', '{address,user_agent}'),
  ('api.time_off', '{doctor_id,from,to,from_date,to_date,reason}'),
  ('api.working_hours', '{valid_from,valid_to,service_ids}'),
  ('api.slot', '{service_ids}'),
  ('api.slot_state', '{service_ids}');

comment on view api.nullable is 'Which members of the objects in answers can be null; all others never are';
comment on column api.nullable.view is 'The view that gives the object its shape';
comment on column api.nullable.columns is 'Its columns that can be null';
