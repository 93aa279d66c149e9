import { spawn } from 'node:child_process';

export const database = connect(process.env.DATABASE_URL!);

export const scan = () => spawn('scanner', [], { env: { SCANNER_TOKEN: process.env.SCANNER_TOKEN! } });
export const sign = (text: string) => hmac(text, process.env.BARCODE_KEY!);
