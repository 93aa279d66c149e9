import express from 'express';
import { Octokit } from 'octokit';

const app = express();
const github = new Octokit({ auth: process.env.GITHUB_TOKEN });

app.get('/who', async (req, res) => {
  const client = await github.auth({ type: 'installation', factory: (options) => new Octokit(options) });
  github.log.info('asked');
  res.json({ client: Boolean(client) });
});

app.listen(3000);
