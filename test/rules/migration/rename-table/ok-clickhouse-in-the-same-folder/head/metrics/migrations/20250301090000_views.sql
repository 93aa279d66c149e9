-- migrate:up
CREATE TABLE page_views (viewed_at DateTime('UTC'), page LowCardinality(String), is_bot bool) ENGINE = MergeTree ORDER BY viewed_at;

-- migrate:down
DROP TABLE page_views;
