begin;
select api.cancel_booking(a.patient_id, a.booking_id) from bench.appointment a where a.n = :offset + 1 + :client_id;
rollback;
