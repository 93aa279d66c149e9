export const runtime = 'nodejs';
