import type { Node } from '../../parse/typescript';

/** Where the failure of an expression goes. */
export interface Thrown {
  how: 'leaves' | 'answers' | 'becomes-value' | 'vanishes';
  /** Functions that are handed the failure, and may answer it. */
  by: Node[];
  /** It became part of a result that says that all is well. */
  wrapped?: boolean;
}

/** What the value of an expression decides. */
export interface Decides {
  answer: boolean;
  leaves: boolean;
  /** A bad value is turned into a throw that leaves the function. */
  raises: boolean;
  by: Node[];
  /** It leaves inside a result that says that all is well: `return ok(state)`. */
  wrapped: boolean;
  /** The answer is decided by the flag of such a result: `if (!result.ok) …`. */
  byFlag: boolean;
}

export function nothingDecided(): Decides {
  return { answer: false, leaves: false, raises: false, by: [], wrapped: false, byFlag: false };
}

export function merge(thrown: Thrown, by: Node[]): Thrown {
  return { ...thrown, by: [...thrown.by, ...by] };
}

export function strongest(list: readonly Thrown[]): Thrown {
  const order = ['answers', 'leaves', 'becomes-value', 'vanishes'];
  return list.reduce((a, b) => (order.indexOf(b.how) < order.indexOf(a.how) ? b : a));
}
