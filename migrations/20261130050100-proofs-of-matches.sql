-- What a person saw that proves a match, as a file: a statement, a credit advice, a paper of the payer.
create table match_file (
  id bigint generated always as identity primary key,
  match_id bigint not null references match (id),
  proof text not null constraint files_prove_matches_in_a_known_way
    check (proof in ('statement', 'credit_advice', 'payer_paper')),
  name text not null,
  media_type text not null constraint proofs_are_files_of_a_known_kind
    check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  sha256 text not null,
  bytes bytea not null,
  -- an officer, as the audit trail names them
  by text not null,
  at timestamptz not null,
  constraint a_match_has_a_proof_once unique (match_id, sha256)
);
