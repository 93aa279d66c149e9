import https from 'node:https';

/** The option only emits an event, for which nobody listens. */
export function rates(done: (text: string) => void) {
  https
    .get('https://rates.example.org/latest', { timeout: 2000 }, (res) => {
      res.on('data', (chunk) => done(String(chunk)));
    })
    .on('error', () => done(''));
}

export function send(body: string) {
  const req = https.request('https://parcels.example.org/new', { method: 'POST' });
  req.on('timeout', () => console.warn('slow'));
  req.write(body);
  req.end();
}
