import type { Rule } from '../core/rule';
import { missingTimeout } from './dependency/missingTimeout';
import { envVarUndeclared } from './infrastructure/envVarUndeclared';
import { droppedObjectStillUsed } from './migration/droppedObjectStillUsed';

/** The only registry of rules, by mistake. */
export const rules: readonly Rule[] = [envVarUndeclared, droppedObjectStillUsed, missingTimeout];
