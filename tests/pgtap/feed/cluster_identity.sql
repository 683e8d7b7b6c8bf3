begin;
\ir ../names.psql
select plan(3);

select matches(feed.cluster_identity(), '^[0-9a-f]{8}$', 'it is short');
select is(feed.cluster_identity(), feed.cluster_identity(), 'it stays the same');
create extension dblink schema tap;
select isnt((select identity from tap.dblink(format('dbname=medbook host=%s port=%s user=%s',
  current_setting('unix_socket_directories'), current_setting('port'), session_user),
  'select feed.cluster_identity()') as other (identity text)), feed.cluster_identity(),
    'another database of the cluster has another one');

select * from finish();
rollback;
