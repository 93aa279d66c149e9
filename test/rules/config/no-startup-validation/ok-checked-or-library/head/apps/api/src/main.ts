if (!process.env.A_URL) throw new Error('A_URL is missing');
run(process.env.A_URL!, process.env.B_URL!, process.env.C_URL!, process.env.D_KEY!, process.env.E_KEY!);
