login(process.env.E2E_PASSWORD!);
