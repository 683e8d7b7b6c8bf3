create or replace function core.now()
  returns timestamptz
  language plpgsql
  stable
  cost 1
as $$
begin
  return clock_timestamp();
end
$$;

comment on function core.now() is
'The one clock: wall-clock time
Not the transaction''s start: after waiting for a lock it must be the time now. A function reads it once and hands
it on as p_now. Test databases replace it. Declared STABLE, so that an index can serve a comparison with it, and
cheap, so that booking.is_open is inlined around it.';
