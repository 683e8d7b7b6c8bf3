create or replace function core.try_write()
  returns void
  language plpgsql
  volatile
  set work_mem = '64kB'
  set temp_tablespaces = ''
as $$
begin
  -- A message to the WAL is no change of data, so PostgreSQL would let it through.
  if current_setting('transaction_read_only')::boolean then
    raise read_only_sql_transaction;
  end if;
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'local', true);
  end if;
  perform pg_logical_emit_message(true, 'medbook', '');
  -- More than work_mem, so it goes to a file of its own: that needs space on the disk, as a table that grows does.
  perform from (
    with written as materialized (select repeat('x', 8000) from generate_series(1, 20))
    select from written) w;
end
$$;

comment on function core.try_write() is
'Write as a change does, and leave nothing behind
It raises what the next change would raise: that the server is read-only, or that its disk is full. Its commit waits
until the WAL is on disk. No table grows and no lock is taken, so it may be called every second from several places.';
