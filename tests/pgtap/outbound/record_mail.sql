begin;
\ir ../names.psql
select plan(15);

\ir ../mail.psql
create function pg_temp.attempt(p_error text, out heard boolean, out mail medbook.mails) language plpgsql as $$
declare
  v_claim record;
begin
  select * into v_claim from outbound.claim_mails(1);
  heard := outbound.record_mail(v_claim.id, v_claim.attempt, p_error);
  select * into mail from medbook.mails where id = v_claim.id;
end
$$;
select ok(not outbound.record_mail(:'mail', 0, null), 'who has not claimed it is not heard');
select ok(heard, 'who has is')
  from pg_temp.attempt('DEFERRED');
select results_eq(
  'select failures, last_error, next_at, sent_at, refused_at from medbook.mails',
  $$select 1, 'DEFERRED', core.later(core.now(), '5 seconds'), null::timestamptz, null::timestamptz$$,
  'what was put off is tried later'
);
select ok(not outbound.record_mail(:'mail', 1, null), 'it is said once');
update test.clock set now = now + interval '5 seconds';
select is((mail).next_at, core.later(core.now(), '1 minute'), 'later each time') from pg_temp.attempt('TIMEOUT');
update test.clock set now = now + interval '1 minute';
select is((mail).next_at, core.later(core.now(), '1 minute'), 'without the server after a minute')
  from pg_temp.attempt('CONNECTION');
update test.clock set now = now + interval '1 minute';
select is((mail).failures, 2, 'which does not count') from pg_temp.attempt('TLS');
update test.clock set now = now + interval '1 minute';
select is((mail).failures, 2, 'nor does a server that we may not use') from pg_temp.attempt('AUTHENTICATION');
update test.clock set now = now + interval '1 minute';
select is((mail).sent_at, core.now(), 'what is sent has its time') from pg_temp.attempt(null);
select is(
  (select last_error from medbook.mails where sent_at is not null), null, 'and no error'
);
select is((select due_at from medbook.mails), timestamptz '2030-01-07 08:00Z', 'when it was due stays');
update medbook.mails set sent_at = null, next_at = core.now();
select is((mail).refused_at, core.now(), 'what is refused is over') from pg_temp.attempt('REFUSED');
select is((select last_error from medbook.mails), 'REFUSED', 'and says why');
update medbook.mails set refused_at = null, next_at = core.now();
select attempt as late from outbound.claim_mails(1) \gset
update test.clock set now = now + interval '2 minutes';
select attempt from outbound.claim_mails(1);
select ok(not outbound.record_mail(:'mail', :late, null), 'who was so late that another has claimed it is not heard');
select ok(not outbound.record_mail(:'nobody', 1, null), 'nor of what is gone');

select * from finish();
rollback;
