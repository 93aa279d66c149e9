-- migrate:up transaction:false
BEGIN;
CREATE TABLE notes (id bigserial PRIMARY KEY);
COMMIT AND NO CHAIN;
CREATE TABLE tags (id bigserial PRIMARY KEY);

-- migrate:down transaction:false
