begin;
select pg_current_wal_insert_lsn() as before \gset
select core.try_write();
select pg_current_wal_insert_lsn() > :'before' as is_written, pg_current_xact_id_if_assigned() as id \gset
select plan(6);

select ok(:'is_written', 'it writes to the WAL');
select isnt(:'id'::text, '', 'its transaction is one that writes, so its commit is written too');

savepoint no_space;
set local temp_file_limit = '64kB';
select throws_ok('select core.try_write()', '53400', null, 'it fails if its file cannot grow');
rollback to no_space;

set local synchronous_commit = off;
select core.try_write();
select is(current_setting('synchronous_commit'), 'local', 'its commit waits for the disk even where others do not');

select lives_ok(
  'set local role medbook_gateway; select core.try_write(); reset role',
  'the gateway may try it'
);

set local transaction_read_only = on;
select throws_ok('select core.try_write()', '25006', null, 'it fails on a server that is read-only');

select * from finish();
rollback;
