create or replace function calendar.new_doctor_id()
  returns uuid
  language sql
  volatile
as $$
  select overlay(overlay(gen_random_uuid()::text placing '8' from 15) placing '-8000-000000000000' from 19)::uuid
$$;

comment on function calendar.new_doctor_id() is
'A new id for a doctor
UUID version 8 (RFC 9562): 60 random bits, then the ending that all doctors'' ids have.';
