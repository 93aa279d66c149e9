'use client';

export const load = () => fetch(process.env.NEXT_PUBLIC_API_URL!);
