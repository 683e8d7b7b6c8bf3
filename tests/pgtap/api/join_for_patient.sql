begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(5);

select is(api.join_for_patient(:'ann', :'ben', :'dora') ->> 'error', 'FORBIDDEN', 'patients put nobody on the list');
select is(:audited -> 0 ->> 'action', 'join waitlist for patient', 'the attempt is recorded');
select is(
  api.join_for_patient(:'chief', :'gone', :'dora') ->> 'error',
  'USER_NOT_FOUND',
  'a deactivated user waits not'
);
select is(
  api.join_for_patient(:'chief', :'ben', :'dora') #>> '{waitlist,patient_id}',
  :'ben',
  'an administrator puts a patient on it'
);
select is(
  :audited -> 0 ->> 'subject_id',
  :'ben',
  'which is recorded'
);

select * from finish();
rollback;
