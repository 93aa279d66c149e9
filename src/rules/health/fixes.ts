import type { AskedBy } from '../../core/fact';
import type { Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import type { Handler } from './handlers';

type Fixes = { fixes?: Fix[] };

function before(at: Span): Span {
  return { ...at, end: at.start, endLine: at.line, endColumn: at.column };
}

function behind(at: Span): Span {
  return { ...at, start: at.end, line: at.endLine, column: at.endColumn };
}

/** Ends the answer whose status is set: `.end()`. */
export function endFix(handler: Handler): Fixes {
  const at = handler.silentAt;
  if (!at || !handler.silentSends) return {};
  return { fixes: [{ title: 'End the answer here', safe: true, edits: [{ at: behind(at), text: '.end()' }] }] };
}

export function dynamicFix(handler: Handler): Fixes {
  const at = handler.routeAt;
  if (!at || at.file !== handler.at.file || handler.traits?.includes('force-static')) return {};
  return {
    fixes: [
      {
        title: "Export dynamic = 'force-dynamic'",
        safe: true,
        edits: [{ at: before(at), text: "export const dynamic = 'force-dynamic';\n\n" }],
      },
    ],
  };
}

const timer = 'new Promise((_, reject) => setTimeout(() => reject(new Error("timed out")), 1000))';

/** A signal for `fetch`, a race with a timer for everything else. */
export function limitFix(handler: Handler): Fixes {
  const at = handler.unboundedAt;
  if (!at) return {};
  if (handler.unboundedBy === 'fetch') {
    const inside = {
      ...behind(at),
      start: at.end - 1,
      end: at.end - 1,
      column: at.endColumn - 1,
      endColumn: at.endColumn - 1,
    };
    return {
      fixes: [
        {
          title: 'Abort the request after one second',
          safe: false,
          edits: [{ at: inside, text: ', { signal: AbortSignal.timeout(1000) }' }],
        },
      ],
    };
  }
  if (handler.unboundedBy !== 'call') return {};
  return {
    fixes: [
      {
        title: 'Give up after one second',
        safe: false,
        edits: [
          { at: before(at), text: 'Promise.race([' },
          { at: behind(at), text: `, ${timer}])` },
        ],
      },
    ],
  };
}

type Answers = { ok: string; failed: string; import?: string };

/** Answers that each framework gives, with the names that the handler has for its parameters. */
function answersOf(handler: Handler, form: NonNullable<Handler['form']>): Answers | undefined {
  const [first = '', second = ''] = form.params;
  const body = "{ status: 'ok' }";
  const down = "{ status: 'unavailable' }";
  const web = { ok: `return Response.json(${body});`, failed: `return Response.json(${down}, { status: 503 });` };
  switch (handler.framework) {
    case 'express':
    case 'next-pages':
      return second ? { ok: `${second}.json(${body});`, failed: `${second}.status(503).json(${down});` } : undefined;
    case 'fastify':
      // Fastify answers with the statusCode of an error.
      return second
        ? { ok: `return ${body};`, failed: `return ${second}.code(503).send(${down});` }
        : { ok: `return ${body};`, failed: "throw Object.assign(new Error('unavailable'), { statusCode: 503 });" };
    case 'koa':
      return first
        ? { ok: `${first}.body = ${body};`, failed: `${first}.status = 503;\n    ${first}.body = ${down};` }
        : undefined;
    case 'hono':
      return first ? { ok: `return ${first}.json(${body});`, failed: `return ${first}.json(${down}, 503);` } : web;
    case 'nest':
      return {
        ok: `return ${body};`,
        failed: `throw new ServiceUnavailableException(${down});`,
        ...(form.errors?.includes('ServiceUnavailableException')
          ? {}
          : { import: "import { ServiceUnavailableException } from '@nestjs/common';" }),
      };
    case 'node-http':
      return second
        ? { ok: `${second}.writeHead(200).end('ok');`, failed: `${second}.writeHead(503).end('unavailable');` }
        : undefined;
    case 'next-app':
    case 'remix':
    case 'sveltekit':
    case 'tanstack':
      return web;
    default:
      return undefined;
  }
}

/** The body of a handler that asks a client and gives up after a second; a method that is not async returns a promise. */
function checkOf(call: string, answers: Answers, form: NonNullable<Handler['form']>): string | undefined {
  const race = ['Promise.race([', `      ${call},`, `      ${timer},`, '    ])'];
  if (form.method && !form.async)
    return answers.ok.startsWith('return ') && answers.failed.startsWith('throw ')
      ? [
          '{',
          `    return ${race.join('\n')}.then(`,
          `      () => (${answers.ok.slice('return '.length, -1)}),`,
          `      () => { ${answers.failed} },`,
          '    );',
          '}',
        ].join('\n')
      : undefined;
  return [
    '{',
    '  try {',
    `    await ${race.join('\n')};`,
    `    ${answers.ok}`,
    '  } catch {',
    `    ${answers.failed}`,
    '  }',
    ...(form.branch ? ['  return;'] : []),
    '}',
  ].join('\n');
}

/** A handler of the framework found that asks the client of the project and gives up after a second. */
export function readinessFix(handler: Handler): Fixes {
  const { form, client } = handler;
  const answers = form && answersOf(handler, form);
  const check = form && client && answers && checkOf(client.call, answers, form);
  if (!check) return {};
  const top: Span = { file: form.body.file, start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const imports = [client.import, answers.import].flatMap((line) => (line ? [`${line}\n`] : []));
  return {
    fixes: [
      {
        title: `Ask ${client.system} with a limit of one second, answer 503 when it fails`,
        safe: false,
        edits: [
          ...(imports.length > 0 ? [{ at: top, text: imports.join('') }] : []),
          ...(form.async || form.method ? [] : [{ at: form.start, text: 'async ' }]),
          { at: form.body, text: check },
        ],
      },
    ],
  };
}

/** Points the probe at another route, which only answers. */
export function livenessFix(handler: Handler, probes: readonly AskedBy[]): Fixes {
  const { beside } = handler;
  if (!beside) return {};
  const shared = handler.probes.some((probe) => probe.role !== 'live');
  const edits = probes.flatMap((probe) => (probe.pathAt ? [{ at: probe.pathAt, text: beside.path }] : []));
  if (edits.length === 0) return {};
  return {
    fixes: [
      {
        title: `Give liveness a route of its own: ${beside.path}`,
        safe: false,
        edits:
          shared || beside.text ? [...(beside.text ? [{ at: beside.at, text: beside.text }] : []), ...edits] : edits,
      },
    ],
  };
}
