begin;
\ir ../names.psql
select plan(6);

select is(api.get_user(:'ann'),
  '{"success": true, "user": {"id": "00000000-0000-4000-8000-00000000000a", "email": "ann@example.com", "name": "Ann", 
    "phone": null, "role": "USER", "time_zone": "UTC", "created_at": "2030-01-01T00:00:00+00:00"}}',
  'the account is shown, without its password');
select is(api.get_user(:'chief') #>> '{user,role}', 'ADMIN', 'an administrator''s account says so');
select is(api.get_user(:'nobody'), '{"success": false, "error": "FORBIDDEN"}', 'an account that is gone is refused');
select is(api.get_user(null) ->> 'error', 'FORBIDDEN', 'nobody is refused');
set local timezone = 'Asia/Kathmandu';
select is(
  api.get_user(:'ann') #>> '{user,created_at}',
  '2030-01-01T00:00:00+00:00',
  'times are in UTC whatever the session''s time zone'
);
update medbook.users set name = 'Anna' where id = :'ann';
select is(api.get_user(:'ann') #>> '{user,name}', 'Anna', 'a change shows at once');

select * from finish();
rollback;
