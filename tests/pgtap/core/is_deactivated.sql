begin;
\ir ../names.psql
select plan(7);

select is(core.is_deactivated(:'gone'), true, 'a deactivated user is deactivated');
select is(core.is_deactivated(:'ann'), false, 'an active one is not');
select is(core.is_deactivated(:'nobody'), false, 'an unknown one is not');
select is(core.is_deactivated(null), false, 'nobody was not deactivated: the answer is false, not null');
update medbook.users set is_active = false where id = :'chief';
select is(core.is_deactivated(:'chief'), true, 'a deactivation shows at once, an administrator''s too');
update medbook.users set is_active = true where id = :'gone';
select is(core.is_deactivated(:'gone'), false, 'so does an activation');
select volatility_is('core', 'is_deactivated', array['uuid'], 'stable', 'it can be asked on a replica');

select * from finish();
rollback;
