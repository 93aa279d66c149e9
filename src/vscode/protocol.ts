import type { Review } from '../core/review';
import type { ChangedFile, FileContent } from '../host/ports';
import type { PlanCheck } from '../plan/verify';

/** What the editor knows of the comparison before any text is read. Plain data: it crosses to the worker. */
export interface ComparisonInfo {
  headName: string;
  /** The commit that head stands on, without those that only wrote plans; seven digits, as in names. */
  headCommit?: string;
  base:
    | { is: 'none'; because: string }
    | { is: 'empty' }
    | { is: 'tree'; name: string; changed: readonly ChangedFile[]; complete: boolean };
  notes: readonly string[];
  /** Today in UTC, `YYYY-MM-DD`. */
  today: string;
}

/** A review as the editor receives it. */
export interface Reviewed {
  /** Faults of the policy are among what was not read. */
  review: Review;
  notes: readonly string[];
  /** Milliseconds the engine worked. */
  tookMs: number;
}

/** What the editor asks of the engine. `root` names a session: the URI of the repository. */
export interface ToEngine {
  /** What the policy of the working tree compares with: a branch or a pattern of tags. */
  compareWith: { ask: { root: string }; answer: string | undefined };
  open: { ask: { root: string; comparison: ComparisonInfo }; answer: Reviewed };
  /** Which of these paths the engine reads at all. */
  wanted: { ask: { root: string; paths: readonly string[] }; answer: string[] };
  update: { ask: { root: string; files: { path: string; content: FileContent }[] }; answer: Reviewed };
  close: { ask: { root: string }; answer: undefined };
  plan: {
    ask: { root: string; file: string; existing?: string; now: string };
    answer: { text: string } | { refused: string };
  };
  verifyPlan: {
    ask: { root: string; existing: string; now: string };
    answer: { checks: PlanCheck[] } | { refused: string };
  };
  startPolicy: { ask: { root: string }; answer: string };
  report: { ask: { root: string; format: 'json' | 'markdown' }; answer: string };
  explain: { ask: { rule: string }; answer: string | undefined };
  rules: { ask: Record<string, never>; answer: { id: string; title: string }[] };
}

/** What the engine asks of the editor: it alone can read, because open buffers win over the disk. */
export interface ToEditor {
  list: { ask: { root: string; side: 'head' | 'base' }; answer: readonly string[] };
  read: {
    ask: { root: string; side: 'head' | 'base'; files: { path: string; limit: number }[] };
    answer: FileContent[];
  };
  log: { ask: { level: 'info' | 'error'; text: string }; answer: undefined };
}

type Entry = { ask: unknown; answer: unknown };
type Ask<T, K extends keyof T> = T[K] extends Entry ? T[K]['ask'] : never;
type Answer<T, K extends keyof T> = T[K] extends Entry ? T[K]['answer'] : never;
type Handlers<T> = { [K in keyof T]: (ask: Ask<T, K>) => Answer<T, K> | Promise<Answer<T, K>> };

/** Two ends that post plain data to each other: a worker thread, or two functions in one process. */
export interface Channel {
  post(message: unknown): void;
  listen(take: (message: unknown) => void): void;
}

type Message =
  | { is: 'ask'; id: number; name: string; ask: unknown }
  | { is: 'answer'; id: number; answer: unknown }
  | { is: 'failure'; id: number; text: string };

/** Makes a channel answer questions and ask them. A handler that throws fails the question, not the channel. */
export function connect<Mine, Theirs>(channel: Channel, handlers: Handlers<Mine>) {
  let next = 0;
  const waiting = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>();
  channel.listen((raw) => {
    const message = raw as Message;
    if (message.is === 'ask') {
      const handle = (handlers as Record<string, (ask: unknown) => unknown>)[message.name];
      Promise.resolve()
        .then(() => handle?.(message.ask))
        .then((answer) => channel.post({ is: 'answer', id: message.id, answer } satisfies Message))
        .catch((error: Error) =>
          channel.post({ is: 'failure', id: message.id, text: error.stack ?? String(error) } satisfies Message),
        );
      return;
    }
    const question = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.is === 'answer') question?.done(message.answer);
    else question?.failed(new Error(message.text));
  });
  return {
    ask<K extends keyof Theirs & string>(name: K, ask: Ask<Theirs, K>): Promise<Answer<Theirs, K>> {
      const id = next++;
      return new Promise((done, failed) => {
        waiting.set(id, { done: done as (value: unknown) => void, failed });
        channel.post({ is: 'ask', id, name, ask } satisfies Message);
      });
    },
    /** Fails what is still waiting: the other end is gone. */
    lost(because: string) {
      for (const question of waiting.values()) question.failed(new Error(because));
      waiting.clear();
    },
  };
}
