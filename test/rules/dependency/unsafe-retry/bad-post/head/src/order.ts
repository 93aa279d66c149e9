import axios from 'axios';
import pRetry from 'p-retry';

export async function order(body: object) {
  return pRetry(async () => axios.post('https://supplier.example.org/orders', body, { timeout: 3000 }), { retries: 3 });
}
