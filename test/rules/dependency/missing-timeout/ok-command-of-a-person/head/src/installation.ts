import { App } from 'octokit';

const app = new App({ appId: 1, privateKey: key });

export const clientFor = (installation: number) => app.getInstallationOctokit(installation);
