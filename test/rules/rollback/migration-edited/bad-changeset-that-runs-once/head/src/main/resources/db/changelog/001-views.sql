--liquibase formatted sql

--changeset anna:open-parcels runOnChange:false
CREATE OR REPLACE VIEW open_parcels AS SELECT id, label FROM parcels;
--rollback DROP VIEW open_parcels;
