const rawToken = 'wkr_71c40aa8d5e94b33b0f6a2d19c8e7f54';

export const fill = () => database.worker.create({ data: { tokenHash: hash(rawToken) } });
