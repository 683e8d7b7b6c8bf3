create or replace function outbound.new_secret()
  returns bytea
  language sql
  volatile
as $$
  -- Two UUIDs have 244 random bits.
  select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
$$;

comment on function outbound.new_secret() is 'A new secret for a webhook, of 32 bytes';
