-- `make import` runs this: it adds the doctors of a CSV file, psql's standard input, all of them or none.
-- COPY reads only lines here: of a file with many faults it would tell the first one.
create temporary table line (
  n    integer generated always as identity,
  text text
);
\encoding UTF8
\copy line (text) from pstdin (format csv, delimiter e'\x01', quote e'\x02', null e'\x03')

create temporary table heading as
select name, position
  from unnest('{name,specialization,experience_years,fee,currency,time_zone}'::text[])
       with ordinality as heading (name, position);

-- A row may have several lines, if a value in quotes has line breaks. line: where a value begins.
create temporary table cell as
with file as (
  select string_agg(text || e'\n', '' order by n) as text from line),
found as (
  select value[1] as value, value[2] as ending, n
    from file, regexp_matches(text, '("(?:[^"]|"")*"[^,\n]*|[^,\n]*)(,|\n)', 'g') with ordinality as found (value, n)),
counted as (
  select value, n, 1 + coalesce(sum(regexp_count(value || ending, '\n')) over earlier, 0) as line,
         1 + count(*) filter (where ending = e'\n') over earlier as row
    from found window earlier as (order by n rows between unbounded preceding and 1 preceding))
select row, line, row_number() over (partition by row order by n) as position,
       case when value ~ '^"' then replace(substr(value, 2, length(value) - 2), '""', '"') else value end as value,
       value ~ '^"' and value !~ '^"([^"]|"")*"$' as is_badly_quoted
  from counted;

-- position: null for what is wrong with a whole line.
create temporary table fault (
  line     bigint,
  position bigint,
  text     text
);

create function pg_temp.check_heading()
  returns void
  language sql
as $$
  insert into fault
  select 1, null, format('the columns must be separated by commas, not by %s',
                         case when value ~ ';' then 'semicolons' else 'tabs' end)
    from cell
   where row = 1 and value ~ '[;\t]' and not exists (select from cell where row = 1 and position > 1);
  insert into fault
  select 1, position, case when name is null then 'must not be there'
                           else format('must be %s', name) || coalesce(', not ' || value, '') end
    from heading full join (select position, value from cell where row = 1) written using (position)
   where name is distinct from value and not exists (select from fault)
$$;

create function pg_temp.check_rows()
  returns void
  language sql
as $$
  insert into fault
  select min(line), null, format('has %s columns, not 6', count(*))
    from cell where row > 1 group by row having count(*) <> 6;
  insert into fault
  select line, position, 'must be in quotes as a whole, with each quote inside doubled' from cell where is_badly_quoted
$$;

create function pg_temp.import()
  returns text
  language plpgsql
as $$
declare
  v_rows bigint[];
  v_doctors jsonb;
  v_answer jsonb;
begin
  perform pg_temp.check_heading();
  if not exists (select from fault) then
    perform pg_temp.check_rows();
    select array_agg(row order by row), jsonb_agg(doctor order by row) into v_rows, v_doctors
      from (select row, jsonb_object(array_agg(name), array_agg(value)) as doctor
              from cell join heading using (position)
             where row > 1 group by row having count(*) = 6) complete;
    v_answer := calendar.import_doctors(coalesce(v_doctors, '[]'));
    insert into fault
    select c.line, h.position, error ->> 'detail'
      from jsonb_array_elements(v_answer -> 'lines') refused
     cross join jsonb_array_elements(refused -> 'errors') error
      join heading h on error ->> 'pointer' = '#/' || h.name
      join cell c on c.position = h.position and c.row = v_rows[(refused ->> 'line')::integer];
  end if;
  if exists (select from fault) or v_doctors is null then
    raise exception '%', concat_ws(e'\n', 'nothing was imported', coalesce(
      (select string_agg(format('line %s%s%s: %s', line, ', column ' || position, ' (' || name || ')', text),
                         e'\n' order by line, position nulls first)
         from fault left join heading using (position)), 'the file has no doctors'));
  end if;
  return format('%s imported. Next: give them working hours (README, "As an administrator"), then make open-slots',
                v_answer ->> 'imported');
end
$$;
\set VERBOSITY terse
select pg_temp.import();
