UPDATE parcels SET remark = note;
