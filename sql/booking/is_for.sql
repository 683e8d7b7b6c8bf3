create or replace function booking.is_for(
  p_service_ids uuid[],
  p_service_id uuid
)
  returns boolean
  language sql
  stable
as $$
  select p_service_ids is null or coalesce(p_service_id = any(p_service_ids), false)
$$;

comment on function booking.is_for(uuid[], uuid) is
'Whether a slot is for this kind of visit
p_service_ids: the slot''s column. p_service_id: null: none is named, and a slot that is for certain services is not
for that. Must stay inlinable (no SET, no sub-select).';
