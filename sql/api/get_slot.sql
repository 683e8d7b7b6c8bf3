create or replace function api.get_slot(
  p_slot_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_answer jsonb;
begin
  select jsonb_build_object('success', true, 'slot', to_jsonb(s)) into v_answer
    from api.slot s
   where s.doctor_id = v_doctor_id and s.id = p_slot_id;
  return coalesce(v_answer, core.refuse('SLOT_NOT_FOUND'));
end
$$;

comment on function api.get_slot(uuid) is
'One slot, and whether it can be booked, but not why
p_slot_id: the slot. Refuses SLOT_NOT_FOUND.';
