const { NEXT_PUBLIC_API_URL } = process.env;

export const url = NEXT_PUBLIC_API_URL;
