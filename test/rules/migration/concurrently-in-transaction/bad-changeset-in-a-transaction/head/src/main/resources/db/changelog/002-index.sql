--liquibase formatted sql

--changeset anna:by-label splitStatements:true endDelimiter:/
CREATE INDEX CONCURRENTLY by_label ON ${schema}.parcels (label)
/
--rollback DROP INDEX CONCURRENTLY ${schema}.by_label;
