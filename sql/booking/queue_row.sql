create or replace function booking.queue_row(
  p_user_id uuid,
  p_wish jsonb,
  p_now timestamptz
)
  returns medbook.waitlist
  language sql
  volatile
as $$
  select row(
    gen_random_uuid(), p_user_id, (p_wish #>> '{doctor_ids,0}')::uuid,
    medbook.comparable(p_wish ->> 'specialization'), (p_wish ->> 'service_id')::uuid,
    (p_wish ->> 'from')::timestamptz, (p_wish ->> 'to')::timestamptz,
    (select array_agg(distinct day::integer) from jsonb_array_elements_text(p_wish -> 'weekdays') day),
    (p_wish ->> 'earliest')::time, (p_wish ->> 'latest')::time, 0, p_now, null, null, null)::medbook.waitlist
$$;

comment on function booking.queue_row(uuid, jsonb, timestamptz) is
'A new row of the waiting list, not yet written
p_user_id: the patient. p_wish: as booking.check_waiting allows it; equal wishes make equal rows, but for id and
created_at.';
