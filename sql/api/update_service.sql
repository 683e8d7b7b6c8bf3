create or replace function api.update_service(
  p_user_id uuid,
  p_service_id uuid,
  p_name text default null,
  p_minutes integer default null,
  p_description text default null,
  p_fee integer default null,
  p_currency text default null,
  p_bookable_by medbook.service_access default null,
  p_is_active boolean default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb := calendar.check_service(p_name, p_description, p_minutes, p_fee, p_currency);
  v_service medbook.services;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'update service');
  elsif v_answer is not null then
    return v_answer;
  end if;
  select * into v_service from medbook.services where id = p_service_id for no key update;
  if not found then
    return core.refuse('SERVICE_NOT_FOUND');
  end if;
  v_service.name := coalesce(medbook.tidy(p_name), v_service.name);
  v_service.minutes := coalesce(p_minutes, v_service.minutes);
  v_service.description := nullif(coalesce(p_description, v_service.description), '');
  v_service.fee := case when p_currency is distinct from '' then coalesce(p_fee, v_service.fee) end;
  v_service.currency := nullif(coalesce(p_currency, v_service.currency), '');
  v_service.bookable_by := coalesce(p_bookable_by, v_service.bookable_by);
  v_service.is_active := coalesce(p_is_active, v_service.is_active);
  v_service.updated_at := core.now();
  v_answer := calendar.write_service(v_service);
  if not v_answer ? 'error' then
    perform core.record('update service', p_user_id, null);
  end if;
  return v_answer;
end
$$;

comment on function api.update_service(
  uuid, uuid, text, integer, text, integer, text, medbook.service_access, boolean) is
'Changes a kind of visit; a field that is not given stays as it is
p_name, p_minutes, p_description, p_fee, p_currency, p_bookable_by: as for create_service. An empty description takes it
away; an empty currency, without a fee, makes the price each doctor''s own again. p_is_active: false: it is not listed,
and cannot be booked any more. Bookings stay as they are. Refuses FORBIDDEN, INVALID_INPUT, SERVICE_NOT_FOUND,
SERVICE_NAME_TAKEN.';
