export function price() {
  return process.env.FEATURE_NEW_PRICE ? 1 : 2;
}
