set local role medbook_owner;

-- PostgreSQL lets nobody use a new value before the transaction that adds it has ended: the check follows in 0009.
alter type medbook.booking_status add value 'COMPLETED';
alter type medbook.booking_status add value 'NO_SHOW';
