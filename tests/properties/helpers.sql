-- What the properties need beside ../support/clinic.sql, whose slots are gone: each property makes its own.

delete from test.slots;

-- Ids are numbered, so that an example is the same every time that it is tried.
create sequence test.ids start 1000;
grant usage on sequence test.ids to medbook_owner;

create or replace function core.new_id(p_doctor_id uuid) returns uuid language sql volatile
as $$ select overlay(p_doctor_id::text placing lpad(to_hex(nextval('test.ids')), 12, '0') from 25)::uuid $$;

create or replace function calendar.new_doctor_id() returns uuid language sql volatile
as $$ select ('d0d' || lpad(to_hex(nextval('test.ids')), 5, '0') || '-0000-8000-8000-000000000000')::uuid $$;

-- Books a slot and undoes it: the code of the refusal, BOOKED for a new hold, KEPT for a booking that there was.
create function test.try_to_book(p_user_id uuid, p_slot_id uuid) returns text language plpgsql
as $$
declare
  v_answer jsonb;
begin
  v_answer := api.book_slot(p_user_id, p_slot_id);
  raise exception using errcode = 'UNDO1',
    message = coalesce(v_answer ->> 'error', case when v_answer ? 'created' then 'BOOKED' else 'KEPT' end);
exception
  when sqlstate 'UNDO1' then
    return sqlerrm;
end
$$;

-- The same, as a visit of a kind.
create function test.try_to_book_as(p_user_id uuid, p_slot_id uuid, p_service_id uuid) returns text language plpgsql
as $$
declare
  v_answer jsonb;
begin
  v_answer := api.book_slot(p_user_id, p_slot_id, p_service_id => p_service_id);
  raise exception using errcode = 'UNDO1',
    message = coalesce(v_answer ->> 'error', case when v_answer ? 'created' then 'BOOKED' else 'KEPT' end);
exception
  when sqlstate 'UNDO1' then
    return sqlerrm;
end
$$;
