export const order = (id: string) => fetch(`/api/orders/${id}`, { cache: 'no-store' });
export const cancel = (id: string) => fetch('/api/orders/' + id + '/cancel', { method: 'POST' });
