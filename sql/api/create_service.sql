create or replace function api.create_service(
  p_user_id uuid,
  p_name text,
  p_minutes integer,
  p_description text default null,
  p_fee integer default null,
  p_currency text default null,
  p_bookable_by medbook.service_access default 'EVERYBODY'
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
  v_id uuid := gen_random_uuid();
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'create service');
  elsif v_answer is not null then
    return v_answer;
  end if;
  v_answer := calendar.write_service(row(
    v_id, medbook.tidy(p_name), nullif(p_description, ''), p_minutes, p_fee, nullif(p_currency, ''),
    coalesce(p_bookable_by, 'EVERYBODY'), true, core.now()));
  if v_answer ? 'error' then
    return v_answer;
  end if;
  perform core.record('create service', p_user_id, null);
  return v_answer || jsonb_build_object('created', v_id);
end
$$;

comment on function api.create_service(
  uuid, text, integer, text, integer, text, medbook.service_access) is
'Adds a kind of visit
It can be booked with every doctor whose hours do not say otherwise. p_name: 1 to 100 characters, without line breaks.
p_minutes: 1 to 480; a visit that is longer than a slot takes several that follow each other. p_description: what
patients are told of it, at most 1000 characters. p_fee, p_currency: its price in minor units, and an ISO 4217 code;
without both each doctor''s own price. p_bookable_by: EVERYBODY; KNOWN_PATIENTS: who has been at that doctor''s before;
ADMINISTRATORS: they alone, for a patient. The answer''s created is its id. Refuses FORBIDDEN, INVALID_INPUT,
SERVICE_NAME_TAKEN.';
