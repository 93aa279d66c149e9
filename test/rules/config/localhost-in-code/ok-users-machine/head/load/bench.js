import http from 'k6/http';

export default () => http.post('http://localhost:4000/parcels', '{}');
