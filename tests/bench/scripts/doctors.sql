\set s random(0, 9)
select api.list_doctors('Specialization ' || :s);
