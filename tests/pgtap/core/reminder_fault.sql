begin;
\ir ../names.psql
select plan(8);

select is(core.reminder_fault(null), null, 'what is not given is not checked');
select is(core.reminder_fault('[]'), null, 'no minutes are good');
select is(core.reminder_fault('[15, 1440, 10080]'), null, 'three are good');
select is(
  core.reminder_fault('[7]'),
  'must be a list of at most 3 of 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 4320, 10080',
  'others are not'
);
select isnt(core.reminder_fault('[15, 30, 60, 120]'), null, 'nor are four');
select isnt(core.reminder_fault('[null]'), null, 'nor is nothing');
select isnt(core.reminder_fault('["15"]'), null, 'nor is a text');
select isnt(core.reminder_fault('15'), null, 'nor what is no list');

select * from finish();
rollback;
