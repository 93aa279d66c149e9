import { setFlagsFromString } from 'node:v8';

/** The releases whose V8 is known to have the flag; any other prints a complaint about it. */
const known = /^v2[0-4]\./;

/**
 * Has V8 wait longer before it optimises a function. A review lives for seconds and runs each of many functions a few
 * thousand times: code optimised early is thrown away before it has earned its compilation, which costs a quarter of the
 * CPU (`npm run bench -- cost`). For the command line only: the flag is the whole process's, and an editor's is not ours.
 */
export function compileLate(): void {
  if (known.test(process.version)) setFlagsFromString('--interrupt-budget=600000');
}
