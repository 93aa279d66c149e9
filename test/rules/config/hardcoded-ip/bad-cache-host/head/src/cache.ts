const HOST = '10.20.4.17';

export const cache = new Redis({ host: HOST, port: 6379 });
