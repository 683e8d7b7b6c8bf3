begin;
\ir ../names.psql
select plan(5);

select is(
  outbound.unsubscribe_page(:'ann', false),
  e'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
    '<title>Reminders of appointments</title>\n<h1>Reminders of appointments</h1>\n'
    '<form method="post"><button>Send no more reminders</button></form>\n</html>\n',
  'the page has a button, and no address of its own'
);
select matches(outbound.unsubscribe_page(:'ann', true), '<p>You will get no more reminders.</p>', 'or says it is done');
select doesnt_match(outbound.unsubscribe_page(:'ann', true), '<form', 'then without a button');
insert into medbook.notification_preferences (user_id, language) values (:'ann', 'de');
select matches(
  outbound.unsubscribe_page(:'ann', false), 'lang="de".*Keine Erinnerungen mehr senden', 'in the user''s language'
);
select matches(outbound.unsubscribe_page(:'ann', true), 'keine Erinnerungen mehr', 'in both states');

select * from finish();
rollback;
