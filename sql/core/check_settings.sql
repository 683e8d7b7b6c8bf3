create or replace function core.check_settings(
  p_changes jsonb
)
  returns jsonb
  language sql
  stable
as $$
  select core.refuse('INVALID_INPUT', jsonb_build_object('errors', jsonb_agg(
           jsonb_build_object('pointer', '#/' || field, 'detail', detail) order by n)))
    from (
      select n, field, core.duration_fault(p_changes ->> field, least, most)
        from (values
          (1, 'hold_duration', interval '1 microsecond', interval '10 years'),
          (2, 'max_hold', '0', '10 years'),
          (14, 'offer_duration', '1 microsecond', '10 years'),
          (6, 'min_notice', '0', '10 years'),
          (7, 'booking_horizon', '1 microsecond', '10 years'),
          (8, 'cancel_cutoff', '0', '10 years'),
          (9, 'reschedule_cutoff', '0', '10 years'),
          (10, 'session_idle', '1 hour', '10 years'),
          (11, 'session_lifetime', '1 hour', '10 years'),
          (12, 'refresh_grace', '0', '1 minute')
        ) as duration (n, field, least, most)
       union all
      select n, field, case when (p_changes ->> field)::integer < 1 then 'must be at least 1' end
        from (values (3, 'max_holds_per_user'), (4, 'max_bookings_per_user'), (5, 'max_bookings_per_doctor_day'))
          as number (n, field)
       union all
      select 13, 'reminder_minutes', core.reminder_fault(p_changes -> 'reminder_minutes')
    ) as checked (n, field, detail)
   where detail is not null
  having count(*) > 0
$$;

comment on function core.check_settings(jsonb) is
'null if the clinic''s rules may be changed so, else the refusal, with an error for each wrong member
p_changes: the settings that change, by their names: whole numbers, and durations as texts of ISO 8601. What is not in
it is not checked. That min_notice is shorter than booking_horizon is seen when both are known. Refuses INVALID_INPUT.';
