create or replace function core.reminder_choices()
  returns integer[]
  language sql
  immutable
  parallel safe
as $$
  select '{15,30,60,120,180,360,720,1440,2880,4320,10080}'::integer[]
$$;

comment on function core.reminder_choices() is
'How many minutes before an appointment a reminder may be sent, as medbook.reminder_minutes has it';
