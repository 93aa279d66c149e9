run(process.env.A_URL!, process.env.B_URL!, process.env.C_URL!, process.env.D_KEY!, process.env.E_KEY!);
