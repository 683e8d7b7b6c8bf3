create or replace function core.reminder_fault(
  p_minutes jsonb
)
  returns text
  language sql
  immutable
  strict
  parallel safe
as $$
  select case when jsonb_typeof(p_minutes) <> 'array' or jsonb_array_length(p_minutes) > 3
                or not p_minutes <@ to_jsonb(core.reminder_choices())
    then 'must be a list of at most 3 of ' || array_to_string(core.reminder_choices(), ', ') end
$$;

comment on function core.reminder_fault(jsonb) is
'What is wrong with the minutes of reminders, as the end of a sentence; null: nothing, or nothing is given
p_minutes: the list.';
