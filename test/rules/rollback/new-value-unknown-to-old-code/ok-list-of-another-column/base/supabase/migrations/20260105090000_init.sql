CREATE TABLE tickets (id bigint PRIMARY KEY, status text NOT NULL, kind text CONSTRAINT tickets_kind CHECK (kind IN ('open', 'closed')));
