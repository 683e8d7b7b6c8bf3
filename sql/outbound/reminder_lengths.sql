create or replace function outbound.reminder_lengths(
  p_clinic integer[]
)
  returns integer[]
  language plpgsql
  stable
  -- The planner has no statistics of this column, and would read the whole table.
  set enable_seqscan = off
as $$
begin
  return array(
    select minutes from unnest(core.reminder_choices()) minutes
     where minutes = any(p_clinic)
        or exists (select from medbook.notification_preferences where reminder_minutes @> array[minutes]));
end
$$;

comment on function outbound.reminder_lengths(integer[]) is
'How many minutes before an appointment anybody is reminded
p_clinic: those for patients who did not choose.';
