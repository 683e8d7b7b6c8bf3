create or replace function outbound.calendar(
  p_name text,
  p_user_id uuid,
  p_doctor_id uuid,
  p_now timestamptz
)
  returns text
  language plpgsql
  stable
as $$
declare
  v_events text;
begin
  select string_agg(outbound.calendar_event(
           id, sequence, is_cancelled, changed_at, start_time, end_time, summary), '' order by start_time, id)
    into v_events from outbound.appointments(p_user_id, p_doctor_id, p_now);
  return (
    select string_agg(outbound.content_line(line), '' order by n) from unnest(array[
      'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//MedBook//MedBook//EN',
      'NAME:' || outbound.calendar_text(p_name), 'X-WR-CALNAME:' || outbound.calendar_text(p_name),
      'REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H']) with ordinality as l(line, n))
    -- A calendar without any component is none: this one says nothing that matters.
    || coalesce(v_events, array_to_string(array[
      'BEGIN:VTIMEZONE', 'TZID:UTC', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0000',
      'TZOFFSETTO:+0000', 'END:STANDARD', 'END:VTIMEZONE', ''], e'\r\n'))
    || outbound.content_line('END:VCALENDAR');
end
$$;

comment on function outbound.calendar(text, uuid, uuid, timestamptz) is
'The appointments of a patient or a doctor as iCalendar (RFC 5545)
p_name: of the calendar. p_user_id: the patient. p_doctor_id: the doctor; null: the patient''s are asked for. p_now: the
time of the call. The same appointments give the same text, so that it has the same ETag: it does not say when it was
asked for.';
