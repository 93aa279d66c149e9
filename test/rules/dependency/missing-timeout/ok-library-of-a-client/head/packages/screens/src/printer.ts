import axios from 'axios';

export async function printers() {
  return (await axios.get('https://printers.example.net/list')).data;
}
