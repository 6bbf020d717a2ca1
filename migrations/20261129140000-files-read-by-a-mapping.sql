-- Which version of a column mapping read a file of statements; null for one that was read by its own
-- words. What is kept is read again as it was read before, whatever was confirmed since.
alter table statement_file add column mapping_id bigint references column_mapping (id);
