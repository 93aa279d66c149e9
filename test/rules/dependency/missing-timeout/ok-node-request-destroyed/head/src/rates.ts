import http, { createServer } from 'node:http';
import https from 'node:https';

export function rates(done: (text: string) => void) {
  const req = https.get('https://rates.example.org/latest', { timeout: 2000 }, (res) => {
    res.on('data', (chunk) => done(String(chunk)));
  });
  req.on('timeout', () => req.destroy(new Error('slow')));
  req.on('error', () => done(''));
}

export function send(body: string) {
  const req = https.request('https://parcels.example.org/new', { method: 'POST' });
  req.setTimeout(2000, () => req.destroy());
  req.end(body);
}

export function ask() {
  https.get('https://labels.example.org/', { signal: AbortSignal.timeout(2000) }).on('error', console.error);
  const req = http.get('http://stock.example.org/');
  setTimeout(() => req.destroy(), 3000);
}

createServer((_, res) => res.end()).listen(3000);
