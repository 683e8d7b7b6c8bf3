begin;
\ir ../names.psql
select plan(3);

select is(
  api.get_notifications(:'ann') -> 'notifications',
  (select to_jsonb(n) from api.notifications n where user_id = :'ann'),
  'the caller sees the own'
);
select is(api.get_notifications(:'gone') ->> 'error', 'FORBIDDEN', 'a deactivated user sees none');
select is(api.get_notifications(null) ->> 'error', 'FORBIDDEN', 'nor does nobody');

select * from finish();
rollback;
