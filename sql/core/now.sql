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
'The only clock: wall-clock time
It is not the start of the transaction: after a wait for a lock it must give the current time. A function reads it
once and passes the value on as p_now. Test databases replace it. It is declared STABLE, so that an index can serve a
comparison with it, and cheap, so that PostgreSQL inlines booking.is_open around it.';
