begin;
select plan(9);

select is(
  limits.account_digest('ann@example.com'),
  encode(sha256('ann@example.com'), 'hex'),
  'it is the SHA-256 of the name, in hexadecimal'
);
select is(
  limits.account_digest('ANN@Example.COM'),
  limits.account_digest('ann@example.com'),
  'upper and lower case do not differ'
);
select is(
  limits.account_digest('ÄNN@example.com'),
  encode(sha256(convert_to('änn@example.com', 'UTF8')), 'hex'),
  'not of other alphabets either'
);
select isnt(
  limits.account_digest('ann@example.com'),
  limits.account_digest('ben@example.com'),
  'other names have others'
);
select isnt(
  limits.account_digest('ann@example.com'),
  limits.account_digest('ann@example.com '),
  'a space makes another name'
);
select is(length(limits.account_digest('')), 64, 'it has one length, of no letter');
select is(length(limits.account_digest(repeat('x', 100000))), 64, 'and of many');
select is(limits.account_digest(null), null, 'no name has none');
select volatility_is('limits', 'account_digest', array['text'], 'stable', 'it depends on the name alone');

select * from finish();
rollback;
