const base = process.env.NODE_ENV === 'development' ? 'http://localhost:4000' : process.env.SEARCH_URL;

export const reindex = () => fetch(`${process.env.SEARCH_URL ?? 'http://localhost:4000'}/reindex`);
export const search = (query: string) => fetch(`${base}/search?q=${query}`);
export const parse = (url: string) => new URL(url, 'http://localhost');

app.listen(3000, () => console.log('http://localhost:3000'));
export const status = (server?: Server) => fetch(server ? `http://${server.address}/status` : 'http://localhost:4500');
