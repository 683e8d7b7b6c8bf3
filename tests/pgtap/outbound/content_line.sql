begin;
\ir ../names.psql
select plan(8);

select is(outbound.content_line('VERSION:2.0'), e'VERSION:2.0\r\n', 'a line ends with CR and LF');
select is(outbound.content_line(repeat('x', 75)), repeat('x', 75) || e'\r\n', 'it may have 75 octets');
select is(
  outbound.content_line(repeat('x', 76)),
  repeat('x', 75) || e'\r\n x\r\n',
  'a longer one goes on behind a line break and a space'
);
select is(
  outbound.content_line(repeat('x', 75 + 74 + 1)),
  repeat('x', 75) || e'\r\n ' || repeat('x', 74) || e'\r\n x\r\n',
  'which counts'
);
select is(
  outbound.content_line(repeat('x', 74) || 'é'),
  repeat('x', 74) || e'\r\n é\r\n',
  'no character is cut'
);
select is_empty(
  $$select line from generate_series(1, 5) n, unnest(array['é', '李', '😀']) letter,
      regexp_split_to_table(outbound.content_line(repeat('x', n) || repeat(letter, 200)), e'\r\n') line
    where octet_length(line) > 75$$,
  'however many octets it has'
);
select is(
  replace(outbound.content_line('SUMMARY:' || repeat('Ünïçødé 李😀 ', 30)), e'\r\n ', ''),
  'SUMMARY:' || repeat('Ünïçødé 李😀 ', 30) || e'\r\n',
  'unfolded, it is what it was'
);
select is(outbound.content_line(''), e'\r\n', 'an empty line is one');

select * from finish();
rollback;
