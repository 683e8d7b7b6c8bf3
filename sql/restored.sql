-- `make restore` runs this when the rows are back and the indexes are not. Transaction ids are another cluster's: here
-- they may be in the future, and a reader of the feed would get old changes as new ones once their time has come.
update medbook.slots set changed = default;
update medbook.booking_history set changed = default;
update medbook.relay set cluster = 'restored', next_xid = default, running = default where cluster is not null;
