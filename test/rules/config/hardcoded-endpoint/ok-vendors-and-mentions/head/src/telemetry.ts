/** Every installation reports to the same place. */
export const report = (id: string) => fetch(`https://collect.acme.io/v1/instances/${id}`, { method: 'POST' });
