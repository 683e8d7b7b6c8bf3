create or replace function account.phone_pattern(
  p_phone text
)
  returns text
  language sql
  immutable
as $$
  select case
    when national <> '' and (p_phone ~ '[+]' or digits ~ '^00') and length(national) > 6 then (
      select string_agg(format('(%s| )0?%s', left(national, n), substr(national, n + 1)), '|' order by n)
        from generate_series(1, 3) n)
    else national end
    from regexp_replace(replace(p_phone, '(0)', ''), '[^0-9]', '', 'g') as digits,
         regexp_replace(digits, '^0+(?=.)', '') as national
$$;

comment on function account.phone_pattern(text) is
'The regular expression that finds a telephone or a part of it in medbook.person_text
p_phone: digits, with what is written between them. It is found in the national writing (030 123) and in the
international one (+49 30 123, 0049 30 123, +49 (0)30 123), in whichever of them it is stored. What follows + or 00 may
begin with a country''s code, of one to three digits.';
