create or replace function calendar.match_import(
  p_doctors jsonb
)
  returns table (
    line bigint,
    doctor jsonb,
    key text,
    doctor_ids uuid[],
    is_retired boolean
  )
  language sql
  stable
as $$
  with given as (
    select n, medbook.tidy(row ->> 'name') as name, nullif(medbook.tidy(row ->> 'reference'), '') as reference, row,
           medbook.comparable(row ->> 'name') || e'\n' || medbook.comparable(row ->> 'specialization') as key
      from jsonb_array_elements(p_doctors) with ordinality as d (row, n))
  select g.n, jsonb_strip_nulls(g.row || jsonb_build_object('name', g.name, 'reference', g.reference)), g.key,
         case when found.active is not null then found.active else coalesce(found.retired, '{}') end,
         found.active is null and found.retired is not null
    from given g
   cross join lateral (
     select array_agg(d.id) filter (where d.is_active), array_agg(d.id) filter (where not d.is_active)
       from medbook.doctors d
      where d.reference = g.reference
         or medbook.comparable(d.name) = medbook.comparable(g.name)
        and medbook.comparable(d.specialization) = medbook.comparable(g.row ->> 'specialization')
        and (g.reference is null
          or d.reference is null and not exists (select from medbook.doctors where reference = g.reference))
     ) as found (active, retired)
$$;

comment on function calendar.match_import(jsonb) is
'The lines of an import, each with the doctors whom it may mean
p_doctors: valid lines, as calendar.import_doctors takes them. A reference recognises a doctor; without one, or where no
doctor has it yet, name and field do, whatever their case and spaces. doctor: the line, made tidy. key: the same for
the same name and field. doctor_ids: active doctors, or retired ones if is_retired.';
