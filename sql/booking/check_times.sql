create or replace function booking.check_times(
  p_wish jsonb
)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  if (p_wish ->> 'to')::timestamptz <= (p_wish ->> 'from')::timestamptz then
    return core.refuse_input('to', 'must be after from');
  elsif p_wish ? 'weekdays' and not core.is_list_of(p_wish -> 'weekdays', 'number', '^[1-7]$', 7) then
    return core.refuse_input('weekdays', 'must be a list of weekdays, from 1 (Monday) to 7');
  elsif p_wish ->> 'earliest' !~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' then
    return core.refuse_input('earliest', 'must be a time such as 09:00');
  elsif p_wish ->> 'latest' !~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' then
    return core.refuse_input('latest', 'must be a time such as 17:00');
  elsif p_wish ->> 'latest' <= p_wish ->> 'earliest' collate "C" then
    return core.refuse_input('latest', 'must be later than earliest');
  end if;
  return null;
end
$$;

comment on function booking.check_times(jsonb) is
'null if a patient can wish for slots at such times, else the refusal
p_wish: from, to, weekdays, earliest and latest as the caller gave them, without those that are null. Refuses
INVALID_INPUT.';
