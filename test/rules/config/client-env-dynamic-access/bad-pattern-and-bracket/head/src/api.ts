'use client';

const { NEXT_PUBLIC_API_URL } = process.env;
const region = process.env['NEXT_PUBLIC_REGION'];
const env = process.env;

export const load = () => fetch(`${NEXT_PUBLIC_API_URL}/${region}`, { headers: { 'x-app': env.NEXT_PUBLIC_APP ?? 'web' } });
export const flag = (name: string) => process.env[`NEXT_PUBLIC_FLAG_${name}`];
