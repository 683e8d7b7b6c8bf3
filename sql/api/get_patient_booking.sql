create or replace function api.get_patient_booking(
  p_user_id uuid,
  p_booking_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_booking jsonb;
  v_history jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'get a patient''s booking');
  end if;
  select to_jsonb(v) into v_booking from api.patient_booking v
   where v.doctor_id = medbook.doctor_of(p_booking_id) and v.id = p_booking_id;
  if v_booking is null then
    return core.refuse('BOOKING_NOT_FOUND');
  end if;
  with recursive chain (id) as (
    select p_booking_id
    union all
    select b.rescheduled_from
      from chain join medbook.bookings b on b.doctor_id = medbook.doctor_of(chain.id) and b.id = chain.id
     where b.rescheduled_from is not null)
  select jsonb_agg(to_jsonb(v) order by v.at, v.from_status nulls first, v.status) into v_history
    from chain
   -- Without OFFSET the conditions would not reach the tables, and all history would be read.
   cross join lateral (select * from api.booking_change c
                        where c.doctor_id = medbook.doctor_of(chain.id) and c.booking_id = chain.id offset 0) v;
  perform core.record('get a patient''s booking', p_user_id, (v_booking ->> 'patient_id')::uuid);
  return jsonb_build_object('success', true, 'booking', v_booking, 'history', coalesce(v_history, '[]'));
end
$$;

comment on function api.get_patient_booking(uuid, uuid) is
'One patient''s booking, and who changed it when; each call is written to the audit
p_booking_id: the booking. history begins with the booking that was made first, if it was moved, and is in order of
time. Refuses FORBIDDEN, BOOKING_NOT_FOUND.';
