begin;
\ir ../names.psql
select plan(6);

select is(core.is_admin(:'chief'), true, 'an active administrator is one');
select is(core.is_admin(:'ann'), false, 'a patient is not an administrator');
select is(core.is_admin(:'nobody'), false, 'an unknown user is not an administrator');
select is(core.is_admin(null), false, 'nobody is not an administrator: the answer is false, not null');
update medbook.users set is_active = false where id = :'chief';
select is(core.is_admin(:'chief'), false, 'a deactivated administrator no longer is one');
update medbook.users set is_active = true, role = 'USER' where id = :'chief';
select is(core.is_admin(:'chief'), false, 'a user without the role is no longer an administrator');

select * from finish();
rollback;
