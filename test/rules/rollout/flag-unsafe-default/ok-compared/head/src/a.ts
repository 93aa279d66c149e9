export function price() {
  return process.env.FEATURE_NEW_PRICE === 'true' ? 1 : 2;
}
