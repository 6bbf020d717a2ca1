-- The units of a scope are looked up with every request: those below a unit by an index, and not by
-- reading all 3,321 for each level. Few have a parent, so it is small.
create index if not exists unit_by_parent on public.unit (parent_code)
  where parent_code is not null;
