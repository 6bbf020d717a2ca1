-- A file of statements is kept in pieces, so that none needs to be in memory as a whole to be kept or
-- read again. The service deflates each piece; `sha256` of the file is that of the pieces as received.
create table statement_file_piece (
  statement_file_id bigint not null references statement_file (id),
  piece_no integer not null,
  deflated bytea not null,
  constraint one_piece_per_place_in_a_file primary key (statement_file_id, piece_no)
);
-- pieces are deflated already
alter table statement_file_piece alter column deflated set storage external;
-- files that are kept as a whole stay as they are
alter table statement_file alter column bytes drop not null;

-- The lines of a long statement are stored while it is read, before what its end says of it is known.
alter table statement_line
  alter constraint statement_line_statement_id_fkey deferrable initially immediate;
