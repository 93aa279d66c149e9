export const archive = insert({ table: 'readings-dev' });

export const subscribe = () => send({ body: { subscription_id: '3d1f0b52-7c9e-4b1a-9a41-52d7c0aa6e10' } });
