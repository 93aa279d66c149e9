CREATE MATERIALIZED VIEW weights AS SELECT depot_id, sum(weight) AS weight FROM parcels GROUP BY 1;
