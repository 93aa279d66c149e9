-- migrate:up
RENAME TABLE sessions TO visits;

-- migrate:down
RENAME TABLE visits TO sessions;
