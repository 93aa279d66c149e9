DROP TABLE parcels, depots;
