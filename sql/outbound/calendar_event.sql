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
  -- No line but the title can be long.
  select e'BEGIN:VEVENT\r\nUID:' || p_id || e'\r\nSEQUENCE:' || p_sequence
      || e'\r\nDTSTAMP:' || outbound.calendar_time(p_changed_at)
      || e'\r\nLAST-MODIFIED:' || outbound.calendar_time(p_changed_at)
      || e'\r\nDTSTART:' || outbound.calendar_time(p_start_time)
      || e'\r\nDTEND:' || outbound.calendar_time(p_end_time)
      || e'\r\n' || outbound.content_line('SUMMARY:' || outbound.calendar_text(p_summary))
      || case when p_is_cancelled then e'STATUS:CANCELLED\r\nTRANSP:TRANSPARENT'
              else e'STATUS:CONFIRMED\r\nTRANSP:OPAQUE' end
      || e'\r\nCLASS:PRIVATE\r\nEND:VEVENT\r\n'
$$;

comment on function outbound.calendar_event(uuid, integer, boolean, timestamptz, timestamptz, timestamptz, text) is
'An appointment as an event of iCalendar
p_id, p_sequence: the event, and how often it has changed. p_is_cancelled: clients take it away. p_changed_at: when it
changed last. p_start_time, p_end_time: of the appointment. p_summary: its title.';
