create or replace function health.require_invariants()
  returns void
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_count bigint;
  v_rules text;
begin
  select count(*), string_agg(distinct rule, '; ') into v_count, v_rules from health.check_invariants();
  if v_count > 0 then
    raise integrity_constraint_violation
      using message = format('%s rows break an invariant: %s', v_count, v_rules),
            hint = 'select * from health.check_invariants()';
  end if;
end
$$;

comment on function health.require_invariants() is
'Raises an error that says which invariants are broken, if any is
An hourly job calls it: health.jobs and the metrics then say that it failed. Metrics are asked for every few seconds,
which is too often to read all slots and bookings.';
