export const insertReadings = insert({ table: 'weather_dev.readings_v1' });

export const catalogue = [
  { eventType: 'parcel.sent', body: { subscription_id: '3d1f0b52-7c9e-4b1a-9a41-52d7c0aa6e10', kind: 'parcel.sent' } },
];

export default { extra: { eas: { projectId: '5b0c9f4e-1a6d-4c86-b7a3-0f92c3d1e7ab' } } };
