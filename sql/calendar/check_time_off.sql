create or replace function calendar.check_time_off(
  p_from timestamptz,
  p_to timestamptz,
  p_reason text
)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  if (isfinite(p_from) and isfinite(p_to) and p_to > p_from) is not true then
    return core.refuse_input('to', 'must be after from');
  elsif length(p_reason) > 500 then
    return core.refuse_input('reason', 'must have at most 500 characters');
  end if;
  return null;
end
$$;

comment on function calendar.check_time_off(timestamptz, timestamptz, text) is
'null if a time off is valid, else the refusal
p_from, p_to: its bounds. p_reason: at most 500 characters. Refuses INVALID_INPUT.';
