'use client';

export const search = (query: string) => fetch(`${process.env.SEARCH_URL}/find?q=${query}`);
