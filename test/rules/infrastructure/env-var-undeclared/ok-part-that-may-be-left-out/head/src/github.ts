import { z } from 'zod';

const appSchema = z.object({ GITHUB_APP_ID_NUMBER: z.string(), PRIVATE_KEY_PEM: z.string() });
const parsed = appSchema.safeParse(process.env);

export const githubApp = () => (parsed.success ? parsed.data : null);
