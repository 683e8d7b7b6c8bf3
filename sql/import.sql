-- `make import` runs this: it adds the doctors of a CSV file, psql's standard input, all of them or none.
create temporary table doctor (
  n                integer generated always as identity,
  name             text,
  specialization   text,
  experience_years text,
  fee              text,
  currency         text,
  time_zone        text
);
\encoding UTF8
\copy doctor (name, specialization, experience_years, fee, currency, time_zone) from pstdin (format csv, header match)

-- A value may have line breaks: the message names the last line of its doctor.
create function pg_temp.refusals(
  p_lines jsonb
)
  returns text
  language sql
as $$
  with counted as (
    select n, sum(1 + regexp_count(concat(name, specialization, experience_years, fee, currency, time_zone), '\n'))
                over (order by n) + 1 as line
      from doctor
  )
  select string_agg(format('line %s: %s %s', c.line, substr(error ->> 'pointer', 3), error ->> 'detail'),
                    e'\n' order by n)
    from jsonb_array_elements(p_lines) refused
    join counted c on c.n = (refused ->> 'line')::integer
   cross join jsonb_array_elements(refused -> 'errors') error
$$;

create function pg_temp.import()
  returns text
  language plpgsql
as $$
declare
  v_answer jsonb := calendar.import_doctors((select jsonb_agg(to_jsonb(d) - 'n' order by n) from doctor d));
begin
  if v_answer ->> 'error' is not null then
    raise exception '%', coalesce(pg_temp.refusals(v_answer -> 'lines'), 'the file has no doctors');
  end if;
  return format('%s imported', v_answer ->> 'imported');
end
$$;
\set VERBOSITY terse
select pg_temp.import();
