create or replace function core.is_time_zone(
  p_name text
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return core.now() at time zone p_name is not null;
exception
  when invalid_parameter_value then
    return false;
end
$$;

comment on function core.is_time_zone(text) is
'Does the server know this time zone now? It may forget one that it knew when the name was written
p_name: a name that was valid when it was written. Never fails, and is cheaper than core.time_zones().';
