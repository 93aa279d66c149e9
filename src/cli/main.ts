import { compileLate } from './compileLate';
import { exitCode } from './exitCode';
import { run } from './run';

compileLate();

process.once('SIGINT', () => process.exit(exitCode.interrupted));
process.once('SIGTERM', () => process.exit(exitCode.interrupted));
// A reader that has seen enough (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? (process.exitCode ?? exitCode.yes) : exitCode.unanswerable);
});

void run(process.argv.slice(2), {
  cwd: process.cwd(),
  out: process.stdout,
  error: process.stderr,
  env: process.env,
  now: new Date(),
}).then((code) => {
  // Not process.exit: a pipe may still hold half of the report.
  process.exitCode = code;
});
