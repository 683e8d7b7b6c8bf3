begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(6);

select is(api.prioritize_waitlist(:'ann', :'ann_waits', 1) ->> 'error', 'FORBIDDEN', 'nobody goes first by themselves');
select is(api.prioritize_waitlist(:'chief', :'ann_waits', 101) ->> 'error', 'INVALID_INPUT', 'there is a highest');
select is(api.prioritize_waitlist(:'chief', :'ann_waits', null) ->> 'error', 'INVALID_INPUT', 'it must be told');
select is(api.prioritize_waitlist(:'chief', :'nobody', 1) ->> 'error', 'WAITLIST_NOT_FOUND', 'of somebody who waits');
select is(
  api.prioritize_waitlist(:'chief', :'ann_waits', -100) #> '{waitlist,priority}',
  '-100',
  'an administrator sets it'
);
select is(
  array[:audited -> 0 ->> 'action', :audited -> 0 ->> 'subject_id'],
  array['prioritize waitlist', :'ann'],
  'which is recorded'
);

select * from finish();
rollback;
