-- migrate:up
ALTER TABLE page_views MODIFY COLUMN is_bot CODEC(ZSTD(3));

-- migrate:down
