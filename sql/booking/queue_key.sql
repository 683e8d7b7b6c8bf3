create or replace function booking.queue_key(
  p_queue text
)
  returns bigint
  language sql
  immutable
  strict
as $$
  select hashtextextended(p_queue, 15)
$$;

comment on function booking.queue_key(text) is
'The advisory lock of those who wait for a doctor, or for a specialization
p_queue: the doctor''s id, or the specialization as medbook.comparable has it.';
