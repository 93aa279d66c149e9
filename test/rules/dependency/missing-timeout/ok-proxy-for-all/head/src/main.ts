import express from 'express';
import { EnvHttpProxyAgent, interceptors, setGlobalDispatcher } from 'undici';

function useProxy() {
  setGlobalDispatcher(new EnvHttpProxyAgent().compose(interceptors.retry({ maxRetries: 2 })));
}

const app = express();
useProxy();
setGlobalDispatcher(new EnvHttpProxyAgent());
app.get('/', (_req, res) => {
  res.send('ok');
});
app.listen(3000);
