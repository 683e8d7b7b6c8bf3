begin;
\ir ../names.psql
select plan(6);

select is(outbound.calendar_text('Dr. Ünïçødé 李😀: "A" #1'), 'Dr. Ünïçødé 李😀: "A" #1', 'most characters stay');
select is(outbound.calendar_text('a\b;c,d'), 'a\\b\;c\,d', 'backslash, semicolon and comma are escaped');
select is(outbound.calendar_text(e'a\nb\r\nc\rd'), 'a\nb\nc\nd', 'a line break is written as one, of whatever kind');
select is(outbound.calendar_text(e'a\tb'), e'a\tb', 'a tab may stay');
select is(outbound.calendar_text(e'a\u0001\u001b\u007f\u0085b'), 'ab', 'other control characters are left out');
select is(outbound.calendar_text(e'x\r\nEND:VEVENT'), 'x\nEND:VEVENT', 'so no text can end the event that it is in');

select * from finish();
rollback;
