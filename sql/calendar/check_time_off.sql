create or replace function calendar.check_time_off(
  p_from timestamptz,
  p_to timestamptz,
  p_reason text,
  p_from_date date default null,
  p_to_date date default null
)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  if num_nonnulls(p_from_date, p_to_date) > 0 and num_nonnulls(p_from, p_to) > 0 then
    return core.refuse_input('from_date', 'must not be given with from or to');
  elsif num_nonnulls(p_from_date, p_to_date) > 0
        and (p_from_date between '0001-01-01' and p_to_date and p_to_date <= '9999-12-31') is not true then
    return core.refuse_input('to_date', 'must be a day, not before from_date');
  elsif num_nonnulls(p_from_date, p_to_date) = 0
        and (isfinite(p_from) and isfinite(p_to) and p_to > p_from) is not true then
    return core.refuse_input('to', 'must be after from');
  elsif length(p_reason) > 500 then
    return core.refuse_input('reason', 'must have at most 500 characters');
  end if;
  return null;
end
$$;

comment on function calendar.check_time_off(timestamptz, timestamptz, text, date, date) is
'null if a time off is valid, else the refusal
p_from, p_to: its bounds. p_from_date, p_to_date: instead of them its first and last day. p_reason: at most 500
characters. Refuses INVALID_INPUT.';
