export function setting(name: string, fallback?: string): string {
  const value = process.env[name];
  if (value !== undefined) return value;
  if (fallback !== undefined) return fallback;
  throw new Error(`${name} is not set`);
}
