export const parent = Number(process.env.WATCHER_PARENT!);
export const parcel = load(process.env.PARCEL_ID!, process.env.PARCEL_LANE!, process.env.PARCEL_ATTEMPT!, process.env.PARCEL_DEADLINE!);
