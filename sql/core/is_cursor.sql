create or replace function core.is_cursor(
  p_cursor text,
  p_types text[]
)
  returns boolean
  language plpgsql
  stable
  strict
  parallel safe
as $$
declare
  v_keys text[];
  v_type text;
  v_number integer := 0;
begin
  -- So long a text can nest so deeply that reading it would be an error of another kind.
  if length(p_cursor) > 2000 then
    return false;
  end if;
  v_keys := core.cursor_keys(p_cursor);
  foreach v_type in array p_types loop
    v_number := v_number + 1;
    if (case v_type
        when 'uuid' then v_keys[v_number]::uuid::text
        when 'bigint' then v_keys[v_number]::bigint::text
        when 'timestamptz' then v_keys[v_number]::timestamptz::text
        when 'text' then v_keys[v_number] end) is null then
      return false;
    end if;
  end loop;
  return cardinality(v_keys) = v_number;
exception
  when data_exception then
    return false;
end
$$;

comment on function core.is_cursor(text, text[]) is
'Whether a text is a cursor of core.page with keys of these types; null for null
p_types: uuid, bigint, timestamptz or text, one for each key.';
