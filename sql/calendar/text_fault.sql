create or replace function calendar.text_fault(
  p_text text,
  p_most integer
)
  returns text
  language sql
  immutable
as $$
  select case
    when p_text = '' or length(medbook.tidy(p_text)) > p_most then format('must have 1 to %s characters', p_most)
    when medbook.visible(p_text) = '' then 'must not be blank'
    when not medbook.is_tidy(medbook.tidy(p_text)) then 'must have no line breaks or invisible characters' end
$$;

comment on function calendar.text_fault(text, integer) is
'What is wrong with a name or another text of one line; null if nothing is
p_text: as it was given; white space that medbook.tidy mends is not wrong. p_most: how many
characters it may have.';
