-- migrate:up transaction:false
BEGIN;
CREATE TABLE notes (id bigserial PRIMARY KEY);
PREPARE TRANSACTION 'notes';
COMMIT PREPARED 'notes';

-- migrate:down transaction:false
