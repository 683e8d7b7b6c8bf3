create or replace function core.new_id(
  p_doctor_id uuid
)
  returns uuid
  language sql
  volatile
as $$
  select overlay(gen_random_uuid()::text placing left(p_doctor_id::text, 18) from 1)::uuid
$$;

comment on function core.new_id(uuid) is
'A new id for a slot or booking of this doctor
UUID version 8 (RFC 9562): the doctor''s first 64 bits, then 62 random bits.';
