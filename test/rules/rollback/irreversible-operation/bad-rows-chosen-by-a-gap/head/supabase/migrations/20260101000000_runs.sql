CREATE TABLE runs (
  id bigint PRIMARY KEY,
  finished_at timestamptz,
  outcome text
);
