create or replace function outbound.calendar_event(
  p_id uuid,
  p_sequence integer,
  p_is_cancelled boolean,
  p_changed_at timestamptz,
  p_start_time timestamptz,
  p_end_time timestamptz,
  p_summary text
)
  returns text
  language sql
  stable
  parallel safe
as $$
  select string_agg(outbound.content_line(line), '' order by n) from unnest(array[
    'BEGIN:VEVENT',
    'UID:' || p_id,
    'SEQUENCE:' || p_sequence,
    'DTSTAMP:' || outbound.calendar_time(p_changed_at),
    'LAST-MODIFIED:' || outbound.calendar_time(p_changed_at),
    'DTSTART:' || outbound.calendar_time(p_start_time),
    'DTEND:' || outbound.calendar_time(p_end_time),
    'SUMMARY:' || outbound.calendar_text(p_summary),
    'STATUS:' || case when p_is_cancelled then 'CANCELLED' else 'CONFIRMED' end,
    'TRANSP:' || case when p_is_cancelled then 'TRANSPARENT' else 'OPAQUE' end,
    'CLASS:PRIVATE',
    'END:VEVENT']) with ordinality as l(line, n)
$$;

comment on function outbound.calendar_event(uuid, integer, boolean, timestamptz, timestamptz, timestamptz, text) is
'An appointment as an event of iCalendar
p_id, p_sequence: the event, and how often it has changed. p_is_cancelled: clients take it away. p_changed_at: when it
changed last. p_start_time, p_end_time: of the appointment. p_summary: its title.';
