create or replace function calendar.check_matches(
  p_doctors jsonb
)
  returns jsonb
  language sql
  stable
as $$
  with matched as (
    select m.*, doctor ->> 'reference' as reference from calendar.match_import(p_doctors) m),
  wrong as (
    select m.line, case
             when m.is_retired then 'is a doctor who was retired'
             when cardinality(m.doctor_ids) > 1 then 'is the name of several doctors: a reference must say which'
             when exists (
               select from matched other
                where other.line <> m.line
                  and (other.doctor_ids && m.doctor_ids or other.reference = m.reference
                    or other.key = m.key and (other.reference is null or m.reference is null)))
               then 'is the same doctor as in another line' end as detail
      from matched m)
  select jsonb_agg(jsonb_build_object('line', line, 'errors', jsonb_build_array(
           jsonb_build_object('pointer', '#/name', 'detail', detail))) order by line)
    from wrong where detail is not null
$$;

comment on function calendar.check_matches(jsonb) is
'What is wrong with whom the lines of an import mean, as lines of the refusal; null if nothing is
p_doctors: as for calendar.match_import. A line may mean neither a retired doctor, nor several doctors, nor the doctor
of another line.';
