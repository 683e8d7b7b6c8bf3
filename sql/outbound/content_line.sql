create or replace function outbound.content_line(
  p_line text
)
  returns text
  language plpgsql
  immutable
  parallel safe
as $$
declare
  v_rest bytea := convert_to(p_line, 'UTF8');
  v_cut integer := 75;
  v_folded text := '';
begin
  while octet_length(v_rest) > v_cut loop
    -- Not within a character: its bytes but the first begin with the bits 10.
    while get_byte(v_rest, v_cut) & 192 = 128 loop
      v_cut := v_cut - 1;
    end loop;
    v_folded := v_folded || convert_from(substr(v_rest, 1, v_cut), 'UTF8') || e'\r\n ';
    v_rest := substr(v_rest, v_cut + 1);
    v_cut := 74;
  end loop;
  return v_folded || convert_from(v_rest, 'UTF8') || e'\r\n';
end
$$;

comment on function outbound.content_line(text) is
'A line of iCalendar (RFC 5545, section 3.1) with its end, folded into lines of at most 75 octets
p_line: the line, with nothing to escape.';
