create or replace function feed.cluster_identity()
  returns text
  language plpgsql
  stable
as $$
begin
  return left(md5(concat_ws(' ',
    (select system_identifier from pg_control_system()),
    (select oid from pg_database where datname = current_database()),
    left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))), 8);
end
$$;

comment on function feed.cluster_identity() is
'Names the history that transaction ids belong to: cluster, database and timeline
A restored dump counts transaction ids anew, and so may a promoted standby. Fails on a standby, where the feed cannot
be read.';
