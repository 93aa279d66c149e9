import { createServer } from 'node:http';

const metricsServer = createServer(report);
metricsServer.listen(9464);
