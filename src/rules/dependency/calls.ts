import type { Fact } from '../../core/fact';

type Call = Fact<'call.resolved'>;

/** One call of one function: survives moved lines and edits elsewhere. */
export function callKey(call: Call): string {
  return `${call.at.file} ${call.symbol ?? ''} ${call.package}.${call.operation} ${call.host ?? ''}`.trim();
}

export function callSubject(call: Call): string {
  return `system ${call.system}`;
}
