--liquibase formatted sql

--changeset anna:by-label runInTransaction:false
CREATE INDEX CONCURRENTLY by_label ON ${schema}.parcels (label);
--rollback DROP INDEX CONCURRENTLY ${schema}.by_label;
