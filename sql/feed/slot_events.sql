create or replace function feed.slot_events(
  p_ids uuid[],
  p_doctor_id uuid,
  p_specialization text,
  p_service_id uuid
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_of_all uuid[] := array(select s.id from medbook.services s where s.is_active order by s.id);
begin
  return coalesce(
    (select jsonb_agg(jsonb_build_object(
              'event', 'slot',
              'topics', jsonb_build_array('doctor_id=' || v.doctor_id, 'specialization=' || v.specialization)
                || (select coalesce(jsonb_agg('service_id=' || service.id), '[]')
                      from unnest(coalesce(v.service_ids, v_of_all)) as service (id)),
              'data', to_jsonb(v)) order by v.id)
       from unnest(p_ids) as changed (id)
       join api.slot_state v on v.doctor_id = medbook.doctor_of(changed.id) and v.id = changed.id
      where v.doctor_id = coalesce(p_doctor_id, v.doctor_id)
        and (p_specialization is null
          or medbook.comparable(v.specialization) = medbook.comparable(p_specialization))
        and (p_service_id is null or p_service_id = any(coalesce(v.service_ids, v_of_all)))), '[]');
end
$$;

comment on function feed.slot_events(uuid[], uuid, text, uuid) is
'The events of the feed for these slots: the current state of each, and its topics
p_doctor_id, p_specialization, p_service_id: only slots of this doctor, of doctors of this specialization, or for this
kind of visit; null: all. A slot for anything has each kind that can be booked as a topic.';
