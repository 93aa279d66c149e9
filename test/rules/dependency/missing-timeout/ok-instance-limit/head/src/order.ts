import axios from 'axios';

const supplier = axios.create({ baseURL: 'https://supplier.example.org', timeout: 3000 });

export async function order(id: string) {
  return supplier.get(`/orders/${id}`);
}
