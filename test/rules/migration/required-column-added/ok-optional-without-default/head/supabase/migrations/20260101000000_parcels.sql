CREATE TABLE depots (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE parcels (
  id bigint PRIMARY KEY,
  depot_id bigint,
  code varchar(20) NOT NULL,
  weight integer,
  state text NOT NULL DEFAULT 'new',
  note text
);
