create or replace function calendar.write_service(
  p_service medbook.services
)
  returns jsonb
  language plpgsql
  volatile
as $$
begin
  if (p_service.fee is null) <> (p_service.currency is null) then
    return core.refuse_input(case when p_service.fee is null then 'fee' else 'currency' end,
                             'must be given, because a price has both a fee and a currency');
  end if;
  insert into medbook.services values (p_service.*)
  on conflict (id) do update
     set name = excluded.name, description = excluded.description, minutes = excluded.minutes, fee = excluded.fee,
         currency = excluded.currency, bookable_by = excluded.bookable_by, is_active = excluded.is_active,
         updated_at = excluded.updated_at;
  return jsonb_build_object('success', true, 'service',
                            (select to_jsonb(s) from api.service s where s.id = p_service.id));
exception
  -- A kind of the same name may have been added this instant: only the index can tell.
  when unique_violation then
    return core.refuse('SERVICE_NAME_TAKEN');
end
$$;

comment on function calendar.write_service(medbook.services) is
'Adds or changes a kind of visit; answers it
p_service: the whole row, whose fields calendar.check_service allows. Refuses INVALID_INPUT (a fee without a currency,
or the reverse), SERVICE_NAME_TAKEN.';
