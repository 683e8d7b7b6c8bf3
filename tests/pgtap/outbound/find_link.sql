begin;
\ir ../names.psql
select plan(6);

insert into medbook.calendar_links
values
  (sha256('own'), :'ann', null, core.now()), (sha256('doctor'), :'chief', :'dora', core.now()),
  (sha256('gone'), :'gone', null, core.now()), (sha256('former'), :'ben', :'eve', core.now());
select is((outbound.find_link('own')).user_id, :'ann', 'a patient''s link is found by its token');
select is((outbound.find_link('doctor')).doctor_id, :'dora', 'so is a doctor''s');
select is((outbound.find_link('gone')).token_hash, null, 'one that a deactivated user made is not');
select is((outbound.find_link('former')).token_hash, null, 'nor a doctor''s one by who is no administrator');
select is((outbound.find_link('other')).token_hash, null, 'nor an unknown one');
select is((outbound.find_link(null)).token_hash, null, 'nor none');

select * from finish();
rollback;
