export const reindex = () => fetch('http://localhost:4000/reindex', { method: 'POST' });
