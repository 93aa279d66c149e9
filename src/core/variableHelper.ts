import type { Value } from './fact';

/** A parameter of a helper, or one member of an object that it takes. */
export interface HelperParameter {
  at: number;
  key?: string;
}

/**
 * A function that gives the value of the environment variable that it is called with: `requireEnv('X')`,
 * `getEnv('X', 'default')`.
 */
export interface VariableHelper {
  /** The parameter that names the variable. */
  name: number;
  /** What it does without a value: `nothing` hands `undefined` on, and its caller decides. */
  missing: 'throws' | 'answers' | 'nothing';
  /** What is used in place of a missing value. */
  fallback?: HelperParameter;
  /** The switch that decides whether a missing value throws. */
  strict?: HelperParameter & { is: boolean; byDefault: boolean };
}

/** What one call of a helper gives it. */
export interface HelperCall {
  args: readonly Value[];
  /** Members of an argument that is an object literal, by its position: `1.default`. */
  members?: Readonly<Record<string, Value>>;
}

export type Outcome = { missing: VariableHelper['missing']; fallback?: Value };

/** What a helper does at one call when the variable is missing. */
export function outcomeOf(helper: VariableHelper, call: HelperCall): Outcome {
  const given = (parameter: HelperParameter): Value | undefined => {
    const value =
      parameter.key === undefined ? call.args[parameter.at] : call.members?.[`${parameter.at}.${parameter.key}`];
    return value?.is === 'ref' && value.ref.in === 'global' && value.ref.name === 'undefined' ? undefined : value;
  };
  const { strict } = helper;
  if (helper.fallback) {
    const fallback = given(helper.fallback);
    if (fallback) return { missing: 'answers', fallback };
  }
  if (strict) {
    const value = given(strict);
    const switched = value === undefined ? strict.byDefault : value.is === 'literal' ? value.value === true : undefined;
    if (switched === undefined) return { missing: 'answers' };
    return { missing: switched === strict.is ? 'throws' : 'nothing' };
  }
  return { missing: helper.missing };
}
