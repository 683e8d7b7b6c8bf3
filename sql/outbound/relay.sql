create or replace function outbound.relay()
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_cluster text := feed.cluster_identity();
  v_now timestamptz := core.now();
  v_relay medbook.relay;
  v_count integer;
begin
  -- Whoever comes while another reads has nothing to do. Ids become visible in their order, since the lock is kept
  -- until the commit.
  select * into v_relay from medbook.relay for no key update skip locked;
  if not found then
    return 0;
  elsif v_relay.cluster <> v_cluster then
    -- The server that was replaced may have told of events that are lost; none of their ids is used again.
    v_relay.last_id := v_relay.last_id + 1000000000;
  end if;
  with told as (
    insert into medbook.events (id, doctor_id, booking_id, to_status, correction)
    -- What one read finds is told as it happened: a transaction that waited for a lock may have the smaller id.
    select v_relay.last_id + row_number() over (order by at, correction, to_status),
           doctor_id, booking_id, to_status, correction
      from outbound.find_changes(v_relay, v_cluster, outbound.kept_since(v_now))
    returning id)
  update medbook.relay
     set cluster = v_cluster, next_xid = pg_snapshot_xmax(pg_current_snapshot()),
         running = array(select pg_snapshot_xip(pg_current_snapshot())),
         last_id = v_relay.last_id + (select count(*) from told)
   where exists (select from told) or cluster is distinct from v_cluster
  returning (last_id - v_relay.last_id)::integer into v_count;
  if v_count > 0 then
    perform outbound.queue_deliveries(v_relay.last_id, v_now);
    perform outbound.queue_mails(v_relay.last_id, v_now);
  end if;
  return coalesce(v_count, 0);
end
$$;

comment on function outbound.relay() is
'Numbers the changes of bookings that have been committed since it was last called; returns how many
Each becomes one event, and is queued for the webhooks that get it and as mail to its patient, in the transaction that
moves the position: none is skipped or repeated. pg_cron calls it every minute, and so do the notifier and whoever reads
the events. The first call tells of the last 30 days.';
