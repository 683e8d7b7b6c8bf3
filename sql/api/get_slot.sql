create or replace function api.get_slot(
  p_slot_id uuid
)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
  select coalesce(
    (select jsonb_build_object('success', true, 'slot', to_jsonb(s)) from api.slot s
      where s.doctor_id = medbook.doctor_of(p_slot_id) and s.id = p_slot_id),
    core.refuse('SLOT_NOT_FOUND'))
$$;

comment on function api.get_slot(uuid) is
'One slot: free or not, never why
p_slot_id: which. Refuses SLOT_NOT_FOUND.';
