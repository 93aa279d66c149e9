export const pay = () => connect(import.meta.env.VITE_API_URL, import.meta.env.VITE_PAY_MERCHANT!);
