import type { Fact } from '../../core/fact';

export type Process = Fact<'process.resolved'>;

/** Whether the words start Node itself, behind an entry point that ends in exec. */
export function runsNode(command: readonly string[] | undefined): boolean {
  const words = command ?? [];
  const first = words.findIndex((word) => !/\.sh$|entrypoint/.test(word));
  return /(?:^|\/)(?:node|nodejs|bun|tsx|ts-node)$/.test(words[first] ?? '');
}

/** Handlers of SIGTERM that close what serves requests. */
export function closesServer(process: Process) {
  return process.handlers.filter(
    (handler) =>
      handler.signals.includes('SIGTERM') &&
      handler.closes.some(
        (name) =>
          /(?:^|\.)(?:server|httpServer|https?|app|fastify|api|listener)(?:\.|$)/i.test(name) &&
          /close|stop|server$|^app$/i.test(name),
      ),
  );
}
