begin;
\ir ../names.psql
select plan(3);

select matches(core.cluster_identity(), '^[0-9a-f]{8}$', 'it is short');
select is(core.cluster_identity(), core.cluster_identity(), 'it stays the same');
create extension dblink schema tap;
select isnt((select identity from tap.dblink(format('dbname=medbook host=%s port=%s user=%s', current_setting('unix_socket_directories'), current_setting('port'), session_user),
  'select core.cluster_identity()') as other (identity text)), core.cluster_identity(), 'another database of the cluster has another one');

select * from finish();
rollback;
