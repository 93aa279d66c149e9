import type { Rule } from '../core/rule';
import { droppedObjectStillUsed } from './migration/droppedObjectStillUsed';

/** The only registry of rules, by mistake. */
export const rules: readonly Rule[] = [droppedObjectStillUsed];
