-- How files of other people's layouts are read: a column mapping is proposed from a real file and
-- confirmed once. A change is a new version; versions and decisions are added, never edited.
create table column_mapping (
  id bigint generated always as identity primary key,
  name text not null constraint mapping_names_are_short check (length(name) between 1 and 64),
  version integer not null,
  reads text not null constraint mappings_read_what_we_know
    check (reads in ('settlement', 'statement')),
  gateway_account_id bigint references gateway_account (id),
  bank_bin text references public.bank (bin),
  -- the words of the header in their columns: another header is another layout
  fingerprint text not null,
  headers jsonb not null,
  layout jsonb not null,
  -- of the file that it was proposed from
  sample_sha256 text not null,
  proposed_at timestamptz not null,
  proposed_by text not null,
  constraint one_mapping_per_name_and_version unique (name, version),
  constraint mappings_name_whose_files_they_read check (
    (reads = 'settlement') = (gateway_account_id is not null)
    and (reads = 'statement') = (bank_bin is not null))
);

create table column_mapping_decision (
  id bigint generated always as identity primary key,
  mapping_id bigint not null references column_mapping (id),
  decision text not null constraint mapping_decisions_are_known
    check (decision in ('confirmed', 'retired')),
  reason text constraint mapping_reasons_are_short check (length(reason) <= 500),
  decided_at timestamptz not null,
  decided_by text not null,
  constraint a_mapping_is_decided_on_once_a_way unique (mapping_id, decision)
);

-- Files that mappings are tried on until they are confirmed; erased after some weeks.
create table mapping_sample (
  id bigint generated always as identity primary key,
  name text not null,
  reads text not null constraint samples_are_of_what_mappings_read
    check (reads in ('settlement', 'statement')),
  gateway_account_id bigint references gateway_account (id),
  bank_bin text references public.bank (bin),
  file_name text not null,
  sha256 text not null,
  bytes bytea not null,
  uploaded_at timestamptz not null,
  uploaded_by text not null
);
create index mapping_sample_by_content on mapping_sample (sha256);

-- which version read a report
alter table settlement_batch add column mapping_id bigint references column_mapping (id);
