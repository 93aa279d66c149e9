CREATE TABLE tickets (id bigint PRIMARY KEY, status text NOT NULL CONSTRAINT tickets_status CHECK (status IN ('open', 'closed')));
