function seconds(value: string): number {
  if (!value) throw new Error('a time to live is needed');
  return Number(value);
}

export const cacheOptions = () => ({
  ttl: seconds(process.env.CACHE_TTL),
  key: Buffer.from(process.env.CACHE_KEY, 'hex'),
});
