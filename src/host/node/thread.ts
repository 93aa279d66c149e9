import { parentPort, Worker } from 'node:worker_threads';

/** The end of a thread that posts plain data. */
export interface ThreadEnd {
  post(message: unknown): void;
  listen(take: (message: unknown) => void): void;
}

/** Starts `file` as a worker thread. `ended` is called once, with the reason, when it stops for whatever cause. */
export function startThread(file: string, ended: (because: string) => void): ThreadEnd & { stop(): void } {
  const worker = new Worker(file);
  worker.on('error', (error) => ended(error.stack ?? String(error)));
  worker.on('exit', (code) => ended(`the engine's thread ended with code ${code}`));
  return {
    post: (message) => worker.postMessage(message),
    listen: (take) => void worker.on('message', take),
    stop: () => void worker.terminate(),
  };
}

/** This thread's own end towards whoever started it. */
export function parentEnd(): ThreadEnd {
  const port = parentPort;
  if (!port) throw new Error('not a worker thread');
  return { post: (message) => port.postMessage(message), listen: (take) => void port.on('message', take) };
}
