create or replace procedure booking.sweep(
  p_limit integer default 1000
)
  language plpgsql
as $$
begin
  while booking.expire_bookings(p_limit) > 0 loop
    commit;
  end loop;
end
$$;

comment on procedure booking.sweep(integer) is
'Fails every lapsed hold, in batches, each in its own transaction
p_limit: holds per batch. pg_cron calls it every minute. It commits: call it outside of a transaction.';
