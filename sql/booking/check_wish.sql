create or replace function booking.check_wish(
  p_wish jsonb
)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  if p_wish ?& '{specialization,doctor_ids}' or not p_wish ?| '{specialization,doctor_ids,service_id}' then
    return core.refuse_input('doctor_ids', 'must be given, or specialization, or service_id, and not the first two');
  elsif p_wish ? 'doctor_ids' and not core.is_list_of(
    p_wish -> 'doctor_ids', 'string', '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$', 100) then
    return core.refuse_input('doctor_ids', 'must be a list of 1 to 100 ids of doctors');
  elsif (p_wish ->> 'to')::timestamptz <= (p_wish ->> 'from')::timestamptz then
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

comment on function booking.check_wish(jsonb) is
'null if a patient can wish for such a slot, else the refusal
p_wish: as api.book_soonest makes it of its arguments, without those that are null. Refuses INVALID_INPUT.';
