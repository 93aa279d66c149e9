import express from 'express';

const app = express();
const server = undefined;
