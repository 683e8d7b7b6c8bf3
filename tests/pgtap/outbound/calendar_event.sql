begin;
\ir ../names.psql
select plan(2);

select is(
  outbound.calendar_event(:'dora_1', 2, false, '2030-01-07 08:00Z', '2030-01-08 09:00Z', '2030-01-08 09:30Z',
    'Appointment with Dr. Day; Dora'),
  array_to_string(array['BEGIN:VEVENT', 'UID:' || :'dora_1', 'SEQUENCE:2', 'DTSTAMP:20300107T080000Z',
    'LAST-MODIFIED:20300107T080000Z', 'DTSTART:20300108T090000Z', 'DTEND:20300108T093000Z',
    'SUMMARY:Appointment with Dr. Day\; Dora', 'STATUS:CONFIRMED', 'TRANSP:OPAQUE', 'CLASS:PRIVATE', 'END:VEVENT', ''],
    e'\r\n'),
  'an appointment is an event, in lines of iCalendar'
);
select matches(
  outbound.calendar_event(:'dora_1', 3, true, '2030-01-07 08:00Z', '2030-01-08 09:00Z', '2030-01-08 09:30Z', 'x'),
  'STATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r',
  'a cancelled one is told as such, and takes no time'
);

select * from finish();
rollback;
