import { connect } from './cache';

/** Only called where main.ts has found the variable. */
export const warm = () => connect(process.env.CACHE_URL!);
