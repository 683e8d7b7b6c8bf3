comment on schema api is
'MedBook
Books doctor appointments and never books one twice. Book a slot to hold it, confirm the booking before it expires.';
