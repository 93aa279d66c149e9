import axios from 'axios';

const client = axios.create({ baseURL: import.meta.env.VITE_API_URL });

export const orders = () => client.get('/orders');
export const rates = () => fetch('https://rates.vendor-money.com/v1/latest');
