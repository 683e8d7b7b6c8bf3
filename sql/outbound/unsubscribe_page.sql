create or replace function outbound.unsubscribe_page(
  p_user_id uuid,
  p_is_done boolean
)
  returns text
  language plpgsql
  stable
as $$
declare
  v_is_german boolean := exists (
    select from medbook.notification_preferences where user_id = p_user_id and language = 'de');
begin
  return format(
    e'<!doctype html>\n<html lang="%s">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
    '<title>%s</title>\n<h1>%2$s</h1>\n%s\n</html>\n',
    case when v_is_german then 'de' else 'en' end,
    case when v_is_german then 'Erinnerungen an Termine' else 'Reminders of appointments' end,
    case when not p_is_done then '<form method="post"><button>'
           || case when v_is_german then 'Keine Erinnerungen mehr senden' else 'Send no more reminders' end
           || '</button></form>'
         when v_is_german then '<p>Sie erhalten keine Erinnerungen mehr.</p>'
         else '<p>You will get no more reminders.</p>' end);
end
$$;

comment on function outbound.unsubscribe_page(uuid, boolean) is
'The page on which a user turns reminders off
p_user_id: in whose language. p_is_done: whether they are off now; else it has a button, which sends its own address by
POST.';
