ALTER TABLE scans ADD PRIMARY KEY (parcel_id, at);
