import axios from 'axios';

export const publish = () => axios.post('https://parcels.example.org/releases');
