export const version = '10.20.4.17';
export const trustedProxies = ['10.1.2.3'];
export const ranges = ['10.0.0.0/8', '192.168.0.0/16'];
export const digest = { sha256: '2.16.840.1.101.3.4.2.1' };
export const documented = '192.0.2.10';

dns.setServers(['1.1.1.1', '8.8.8.8']);
app.listen({ host: '127.0.0.1', port: 3000 });
