export const url = () => {
  if (process.env.ORDERS_URL) return process.env.ORDERS_URL;
  return undefined;
};
