import axios from 'axios';

export const order = (id: string) => axios.get(`https://supplier.example.org/orders/${id}`);
