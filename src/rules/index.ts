import type { Rule } from '../core/rule';
import { missingTimeout } from './dependency/missingTimeout';
import { unsafeRetry } from './dependency/unsafeRetry';
import { envVarUndeclared } from './infrastructure/envVarUndeclared';
import { droppedObjectStillUsed } from './migration/droppedObjectStillUsed';
import { flagDefaultMismatch } from './rollout/flagDefaultMismatch';
import { flagNoKillSwitch } from './rollout/flagNoKillSwitch';
import { flagRemovedButUsed } from './rollout/flagRemovedButUsed';
import { flagUndeclared } from './rollout/flagUndeclared';
import { flagUnsafeDefault } from './rollout/flagUnsafeDefault';

/** The only registry of rules, by mistake. */
export const rules: readonly Rule[] = [
  envVarUndeclared,
  droppedObjectStillUsed,
  missingTimeout,
  flagUndeclared,
  flagRemovedButUsed,
  flagUnsafeDefault,
  flagDefaultMismatch,
  flagNoKillSwitch,
  unsafeRetry,
];
