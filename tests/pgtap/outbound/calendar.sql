begin;
\ir ../names.psql
select plan(3);

select is(
  outbound.calendar('Mine, all', :'ann', null, core.now()),
  array_to_string(array['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//MedBook//MedBook//EN', 'NAME:Mine\, all',
    'X-WR-CALNAME:Mine\, all', 'REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H', 'BEGIN:VTIMEZONE',
    'TZID:UTC', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0000', 'TZOFFSETTO:+0000', 'END:STANDARD',
    'END:VTIMEZONE', 'END:VCALENDAR', ''], e'\r\n'),
  'a calendar without appointments has a component all the same, as it must'
);
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as later \gset
select api.confirm_booking(:'ann', :'later') as confirmed \gset
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as sooner \gset
select api.confirm_booking(:'ann', :'sooner') as confirmed \gset
select outbound.calendar('Mine', :'ann', null, core.now()) as made \gset
select results_eq(
  format($$select id[1] from regexp_matches(%L, 'UID:(.*?)\r', 'g') id$$, :'made'),
  array[:'sooner', :'later'],
  'else it has the events in the order of their times'
);
update test.clock set now = now + interval '1 hour';
select is(outbound.calendar('Mine', :'ann', null, core.now()), :'made', 'unless something changes it stays the same');

select * from finish();
rollback;
