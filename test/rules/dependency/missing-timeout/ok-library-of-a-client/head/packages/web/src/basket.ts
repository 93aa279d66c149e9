import axios from 'axios';

export async function basket() {
  return (await axios.get(`${import.meta.env.VITE_API_URL}/basket`)).data;
}
