create or replace function feed.slot_events(
  p_ids uuid[],
  p_doctor_id uuid,
  p_specialization text
)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  return coalesce(
    (select jsonb_agg(jsonb_build_object(
              'event', 'slot',
              'topics', jsonb_build_array('doctor_id=' || v.doctor_id, 'specialization=' || v.specialization),
              'data', to_jsonb(v)) order by v.id)
       from unnest(p_ids) as changed (id)
       join api.slot_state v on v.doctor_id = medbook.doctor_of(changed.id) and v.id = changed.id
      where v.doctor_id = coalesce(p_doctor_id, v.doctor_id)
        and (p_specialization is null
          or medbook.comparable(v.specialization) = medbook.comparable(p_specialization))), '[]');
end
$$;

comment on function feed.slot_events(uuid[], uuid, text) is
'The events of the feed for these slots: the current state of each, and its topics
p_doctor_id, p_specialization: only slots of this doctor, or of doctors of this specialization; null: all.';
