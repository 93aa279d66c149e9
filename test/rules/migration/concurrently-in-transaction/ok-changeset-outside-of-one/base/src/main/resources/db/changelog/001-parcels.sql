--liquibase formatted sql

--changeset anna:parcels
CREATE TABLE ${schema}.parcels (id bigserial PRIMARY KEY, label text);
--rollback DROP TABLE ${schema}.parcels;
