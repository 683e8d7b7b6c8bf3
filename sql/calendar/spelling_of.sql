create or replace function calendar.spelling_of(
  p_specialization text,
  p_doctor_id uuid
)
  returns text
  language sql
  stable
as $$
  select coalesce(
    (select d.specialization from medbook.doctors d
      where medbook.comparable(d.specialization) = medbook.comparable(p_specialization)
        and d.id is distinct from p_doctor_id
      group by d.specialization order by count(*) filter (where d.is_active) desc, d.specialization limit 1),
    medbook.tidy(p_specialization))
$$;

comment on function calendar.spelling_of(text, uuid) is
'A field of medicine as most doctors have it, whatever its case and spaces; as given if nobody has it
p_specialization: the field; null gives null. p_doctor_id: a doctor who does not count, whose field is being written;
null: all count.';
