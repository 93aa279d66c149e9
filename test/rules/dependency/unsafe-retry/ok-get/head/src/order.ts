import axios from 'axios';
import pRetry from 'p-retry';

export async function orders() {
  return pRetry(async () => axios.get('https://supplier.example.org/orders', { timeout: 3000 }), { retries: 3 });
}
