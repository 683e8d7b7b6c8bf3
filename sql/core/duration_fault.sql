create or replace function core.duration_fault(
  p_text text,
  p_least interval,
  p_most interval
)
  returns text
  language plpgsql
  stable
  set intervalstyle = 'iso_8601'
as $$
declare
  v_number constant text := '-?[0-9]+(\.[0-9]+)?';
  v_duration interval;
begin
  if p_text !~ replace('^P(#[YMWD])*(T(#[HMS])+)?$', '#', v_number) then
    return 'must be an ISO 8601 duration such as PT2M';
  end if;
  v_duration := p_text::interval;
  -- A month of days with a sign of their own may be longer than none, but elapse as less: see core.later.
  if v_duration not between p_least and p_most or extract(epoch from v_duration) < extract(epoch from p_least) then
    return format(case p_least when interval '1 microsecond' then 'must be positive, at most %2$s'
      else 'must be from %1$s to %2$s' end, p_least, p_most);
  end if;
  return null;
exception
  when data_exception then
    return 'must be an ISO 8601 duration such as PT2M';
end
$$;

comment on function core.duration_fault(text, interval, interval) is
'What is wrong with a text that must be a duration of ISO 8601; null if nothing is
p_text: such as PT2M, P90D or P1DT12H; null is not wrong. p_least, p_most: the bounds, both allowed; a p_least of one
microsecond is told as positive.';
