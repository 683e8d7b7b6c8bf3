create or replace function outbound.is_wanted(
  p_kind text,
  p_preferences medbook.notification_preferences
)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select coalesce(case p_kind
    when 'confirmed' then (p_preferences).confirmed
    when 'cancelled' then (p_preferences).cancelled
    when 'moved' then (p_preferences).moved
    when 'reminder' then (p_preferences).reminders end, true)
$$;

comment on function outbound.is_wanted(text, medbook.notification_preferences) is
'Whether a user wants mail of a kind; a new password and an offer nobody can turn off, since the user
asked for them p_kind: as medbook.mails has it. p_preferences: the user''s row; null: none.';
