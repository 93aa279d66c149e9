export const report = (body: string) =>
  fetch('https://usage.acme.io/v1/installations', { method: 'POST', body, signal: AbortSignal.timeout(2000) });
