import axios from 'axios';

export async function track(code: string) {
  const { data } = await axios.get(`https://parcels.example.org/${code}`);
  return data;
}
