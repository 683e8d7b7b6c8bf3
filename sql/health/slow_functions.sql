create or replace view health.slow_functions as
select * from health.list_slow_functions() order by total_ms desc;

comment on view health.slow_functions is
'Our functions as pg_stat_statements has seen them called, those first that took most of the time
It has no rows where pg_stat_statements is missing, or not in shared_preload_libraries. It counts since the last
pg_stat_statements_reset(), and forgets statements that are rare. A statement counts for the first function of ours that
it names. Only superusers and members of pg_read_all_stats see those of all roles.';
comment on column health.slow_functions.name is 'The function that the statement calls';
comment on column health.slow_functions.calls is 'How often it was called';
comment on column health.slow_functions.mean_ms is 'Milliseconds that a call took on average, without planning';
comment on column health.slow_functions.total_ms is 'Milliseconds that all calls took together';
