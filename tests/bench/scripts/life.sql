\set i :i + 1
\set n :offset + 1 + :client_id + (:i - 1) * :clients
select s.patient_id as patient, api.book_slot(s.patient_id, s.id) ->> 'created' as booking
  from bench.slot s where s.n = :n \gset
select api.confirm_booking(:patient::uuid, :booking::uuid);
select api.cancel_booking(:patient::uuid, :booking::uuid);
