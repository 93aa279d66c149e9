import type { Edit, Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import type { Handler } from './handlers';

function before(at: Span): Span {
  return { ...at, end: at.start, endLine: at.line, endColumn: at.column };
}

function behind(at: Span): Span {
  return { ...at, start: at.end, line: at.endLine, column: at.endColumn };
}

/** Answers 503 where the failure of the check is caught, in the way of the framework. */
export function statusFix(handler: Handler): { fixes?: Fix[] } {
  const edit = editOf(handler);
  return edit ? { fixes: [{ title: 'Answer 503 when the check fails', safe: false, edits: [edit] }] } : {};
}

function editOf(handler: Handler): Edit | undefined {
  const { caught } = handler;
  if (!caught) return undefined;
  const { statement, indent, call, on, second, status } = caught.answer;
  const then = indent === undefined ? ' ' : `\n${indent}`;
  if (status) return { at: status, text: '503' };
  switch (handler.framework) {
    case 'express':
    case 'next-pages':
      return on && call ? { at: behind(on), text: '.status(503)' } : undefined;
    case 'fastify':
      if (on && call) return { at: behind(on), text: '.code(503)' };
      return caught.responder ? { at: before(statement), text: `${caught.responder}.code(503);${then}` } : undefined;
    case 'koa':
      return call || !caught.responder
        ? undefined
        : { at: before(statement), text: `${caught.responder}.status = 503;${then}` };
    case 'hono':
      return second ? { at: second, text: ', 503' } : undefined;
    case 'next-app':
    case 'remix':
    case 'sveltekit':
    case 'tanstack':
      return second ? { at: second, text: ', { status: 503 }' } : undefined;
    default:
      return undefined;
  }
}
