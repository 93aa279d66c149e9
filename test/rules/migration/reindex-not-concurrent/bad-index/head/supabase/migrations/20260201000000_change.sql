REINDEX INDEX parcels_pkey;
