CREATE TABLE scans (id bigint, at date) PARTITION BY RANGE (at);
CREATE TABLE scans_2024 (id bigint, at date);
