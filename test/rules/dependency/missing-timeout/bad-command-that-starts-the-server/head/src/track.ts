import axios from 'axios';
import express from 'express';

const app = express();

app.get('/track/:code', async (request, response) => {
  const { data } = await axios.get(`https://parcels.example.org/${request.params.code}`);
  response.json(data);
});
