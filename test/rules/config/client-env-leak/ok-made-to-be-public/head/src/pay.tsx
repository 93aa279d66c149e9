'use client';

export const stripe = loadStripe(process.env.NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY!);
export const anon = process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY;
export const signIn = process.env.NEXT_PUBLIC_PASSWORD_LOGIN_ENABLED === 'true';
export const isProduction = process.env.NODE_ENV === 'production';
