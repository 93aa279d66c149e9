export const pay = () => connect(import.meta.env.VITE_API_URL, process.env.PAY_MERCHANT!);
