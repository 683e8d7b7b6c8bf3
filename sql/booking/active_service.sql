create or replace function booking.active_service(
  p_service_id uuid
)
  returns medbook.services
  language plpgsql
  stable
as $$
begin
  return (select s from medbook.services s where s.id = p_service_id and s.is_active);
end
$$;

comment on function booking.active_service(uuid) is
'A kind of visit that can be booked; null: there is none with this id, or it cannot be booked any more';
