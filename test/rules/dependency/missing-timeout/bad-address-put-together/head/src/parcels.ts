export const parcel = (id: string) => fetch(`https://api.parcels.example/v1/parcels/${id}`);
