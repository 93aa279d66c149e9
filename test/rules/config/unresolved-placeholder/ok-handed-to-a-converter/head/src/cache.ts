import { Pool } from './pool';
import { orNothing } from './values';

function trimmed(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

const pass = (value?: string) => trimmed(value);

export function cacheOptions() {
  return {
    password: orNothing(process.env.CACHE_PASSWORD),
    prefix: trimmed(process.env.CACHE_PREFIX),
    owner: pass(process.env.CACHE_OWNER),
    tls: process.env.CACHE_TLS as TlsOptions,
    pool: new Pool(process.env.CACHE_TTL),
  };
}
