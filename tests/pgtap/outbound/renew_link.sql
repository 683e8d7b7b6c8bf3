begin;
\ir ../names.psql
select plan(3);

select outbound.renew_link(:'ann', null, '/here') as made \gset
select matches(:'made'::jsonb ->> 'address', '^/here\?token=[0-9a-f]{64}$', 'the address is the path with a token');
select isnt(
  outbound.renew_link(:'ann', null, '/here') ->> 'address',
  :'made'::jsonb ->> 'address',
  'no two tokens are the same'
);
select outbound.renew_link(:'chief', :'dora', '/there') as made, outbound.renew_link(:'chief', null, '/here') as own,
       outbound.renew_link(:'chief', :'eve', '/there') as other \gset
select set_eq(
  'select user_id, doctor_id from medbook.calendar_links',
  format('values (%L::uuid, null::uuid), (%2$L, null), (%2$L, %3$L), (%2$L, %4$L)', :'ann', :'chief', :'dora', :'eve'),
  'a user has one, and so has each doctor'
);

select * from finish();
rollback;
