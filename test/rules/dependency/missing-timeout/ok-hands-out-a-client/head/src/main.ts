import express from 'express';
import { Octokit } from 'octokit';

const app = express();
const appOf = (client: Octokit) => client.auth({ type: 'app' });
const github = new Octokit({ auth: process.env.GITHUB_TOKEN });
void appOf(github);

app.get('/who', async (req, res) => {
  const client = await github.auth({ type: 'installation', factory: (options) => new Octokit(options) });
  github.log.info('asked');
  res.json({ client: Boolean(client) });
});

app.listen(3000);
