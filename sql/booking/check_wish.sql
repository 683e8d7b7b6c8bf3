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
  end if;
  return booking.check_times(p_wish);
end
$$;

comment on function booking.check_wish(jsonb) is
'null if a patient can wish for such a slot, else the refusal
p_wish: as api.book_soonest makes it of its arguments, without those that are null. Refuses INVALID_INPUT.';
