-- +goose Up
CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_of_tenant ON notes USING (tenant_id = current_setting('app.tenant')::bigint);

-- +goose Down
DROP TABLE notes;
