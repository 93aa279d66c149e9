CREATE TABLE members (
  id bigint PRIMARY KEY,
  nickname text NOT NULL
);
