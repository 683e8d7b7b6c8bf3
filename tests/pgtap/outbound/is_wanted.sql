begin;
\ir ../names.psql
select plan(4);

create temp view wanted as
select kind, outbound.is_wanted(kind, n) as is_wanted
  from unnest('{confirmed,cancelled,moved,reminder,password_reset}'::text[]) kind
  left join medbook.notification_preferences n on true;
select ok(bool_and(is_wanted), 'who chose nothing wants all') from wanted;
insert into medbook.notification_preferences values (:'ann', false, false, false, false);
select is(array_agg(kind), '{password_reset}', 'a new password comes always') from wanted where is_wanted;
update medbook.notification_preferences set confirmed = true, moved = true;
select set_eq(
  'select kind from wanted where is_wanted', array['confirmed', 'moved', 'password_reset'], 'each kind has its switch'
);
update medbook.notification_preferences set confirmed = false, moved = false, cancelled = true, reminders = true;
select set_eq(
  'select kind from wanted where is_wanted', array['cancelled', 'reminder', 'password_reset'], 'and the others theirs'
);

select * from finish();
rollback;
