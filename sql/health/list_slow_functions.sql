create or replace function health.list_slow_functions()
  returns table (
    name text,
    calls bigint,
    mean_ms numeric,
    total_ms numeric
  )
  language plpgsql
  stable
as $$
declare
  v_schema regnamespace := (select extnamespace::regnamespace from pg_extension where extname = 'pg_stat_statements');
begin
  if v_schema is null then
    return;
  end if;
  for name, calls, mean_ms, total_ms in execute format($query$
    select called[1], sum(s.calls)::bigint, round((sum(s.total_exec_time) / sum(s.calls))::numeric, 3),
           round(sum(s.total_exec_time)::numeric, 3)
      from %s.pg_stat_statements s,
           regexp_match(s.query, '\m(?:account|api|booking|calendar|core|feed|health|limits)\.[a-z_]+(?=\()') called
     where s.query ~* '^\s*(select|with|call)\M' and s.toplevel and s.calls > 0
       and s.dbid = (select oid from pg_database where datname = current_database())
       and to_regproc(called[1]) is not null
     group by called[1]
  $query$, v_schema) loop
    return next;
  end loop;
exception
  -- The extension is there, but the server was started without its library.
  when object_not_in_prerequisite_state then
    return;
end
$$;

comment on function health.list_slow_functions() is
'What pg_stat_statements knows of calls of our functions, nothing where it is missing
A SELECT, WITH or CALL counts for the first of our functions that it names; calls within functions count for the outer
one. Its query is made of text, because where the extension is missing it has no meaning.';
