begin;
\ir ../names.psql
select plan(4);

select is(account.check_person(null, null, null, null), null, 'what is not given is not checked');
select is(
  account.check_person('Dan', 'dan@example.com', '+49 (30) 12-34/5', 'Europe/Berlin'),
  null,
  'valid data are not refused'
);
select is(
  array(select error ->> 'pointer'
          from jsonb_array_elements(account.check_person('', 'dan', '12', 'Mars') -> 'errors') error),
  array['#/email', '#/name', '#/phone', '#/time_zone'],
  'every wrong field is pointed at'
);
select is(
  array(select phone from unnest(array[
          '12345', '1234', '-----', '030 1234 ext. 5', E'030\n1234', repeat('1', 30), repeat('1', 31)]) phone
         where account.check_person(null, null, phone, null) is null),
  array['12345', '030 1234 ext. 5', repeat('1', 30)],
  'a telephone has 5 to 30 characters, of which three are digits'
);

select * from finish();
rollback;
