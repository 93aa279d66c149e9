import axios from 'axios';

export async function order(body: object) {
  const { data } = await axios.post('https://supplier.example.org/orders', body);
  return data;
}
