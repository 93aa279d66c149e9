-- migrate:up
CREATE TABLE sessions (started_at DateTime('UTC'), visitor String) ENGINE = MergeTree ORDER BY started_at;

-- migrate:down
DROP TABLE sessions;
