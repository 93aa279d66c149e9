import { compileLate } from './compileLate';
import { exitCode } from './exitCode';
import { run } from './run';

compileLate();

// No handler for SIGINT and SIGTERM: one would wait for the end of whatever is being computed. The system ends the process at
// once, which a shell reports as 130 (SIGTERM: 143); reports are written in one piece, so nothing is left half done.
// A reader that has seen enough (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? exitCode.yes);
  process.stderr.write(`release-readiness: standard output could not be written: ${error.message}\n`);
  process.exit(exitCode.unanswerable);
});
// Nobody listens to what is said beside the report: the answer counts all the same.
process.stderr.on('error', () => {});

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
