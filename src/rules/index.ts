import type { Rule } from '../core/rule';
import { dockerArgSecret } from './config/dockerArgSecret';
import { envSpecificDefault } from './config/envSpecificDefault';
import { hardcodedEndpoint } from './config/hardcodedEndpoint';
import { hardcodedIp } from './config/hardcodedIp';
import { hardcodedPort } from './config/hardcodedPort';
import { hardcodedResource } from './config/hardcodedResource';
import { hardcodedSecret } from './config/hardcodedSecret';
import { localhostInCode } from './config/localhostInCode';
import { manualChange } from './config/manualChange';
import { secretInTrackedFile } from './config/secretInTrackedFile';
import { missingTimeout } from './dependency/missingTimeout';
import { unsafeRetry } from './dependency/unsafeRetry';
import { checkHeavy } from './health/checkHeavy';
import { checkUnbounded } from './health/checkUnbounded';
import { failureSwallowed } from './health/failureSwallowed';
import { livenessDependsOnDependency } from './health/livenessDependsOnDependency';
import { prerendered } from './health/prerendered';
import { responseMissing } from './health/responseMissing';
import { shallowReadiness } from './health/shallowReadiness';
import { composeStartOrder } from './infrastructure/composeStartOrder';
import { deployJobCancellable } from './infrastructure/deployJobCancellable';
import { deployJobUngated } from './infrastructure/deployJobUngated';
import { deployJobUnserialised } from './infrastructure/deployJobUnserialised';
import { envVarUndeclared } from './infrastructure/envVarUndeclared';
import { infraAfterApp } from './infrastructure/infraAfterApp';
import { nonReproducibleBuild } from './infrastructure/nonReproducibleBuild';
import { secretRefUndeclared } from './infrastructure/secretRefUndeclared';
import { backfillNotIdempotent } from './migration/backfillNotIdempotent';
import { backfillUnbatched } from './migration/backfillUnbatched';
import { backfillWithSchemaChange } from './migration/backfillWithSchemaChange';
import { charType } from './migration/charType';
import { checkValidatedInPlace } from './migration/checkValidatedInPlace';
import { concurrentlyInTransaction } from './migration/concurrentlyInTransaction';
import { copyAlgorithm } from './migration/copyAlgorithm';
import { createEnum } from './migration/createEnum';
import { defaultChanged } from './migration/defaultChanged';
import { domainConstraint } from './migration/domainConstraint';
import { dropColumn } from './migration/dropColumn';
import { dropNotNull } from './migration/dropNotNull';
import { droppedObjectStillUsed } from './migration/droppedObjectStillUsed';
import { dropSchema } from './migration/dropSchema';
import { dropTable } from './migration/dropTable';
import { exclusionConstraint } from './migration/exclusionConstraint';
import { fkWithoutIndex } from './migration/fkWithoutIndex';
import { foreignKeyValidatedInPlace } from './migration/foreignKeyValidatedInPlace';
import { fullTableMaintenance } from './migration/fullTableMaintenance';
import { generatedColumnRewrites } from './migration/generatedColumnRewrites';
import { identifierTooLong } from './migration/identifierTooLong';
import { implicitUpdate } from './migration/implicitUpdate';
import { indexDropNotConcurrent } from './migration/indexDropNotConcurrent';
import { indexNotConcurrent } from './migration/indexNotConcurrent';
import { int32PrimaryKey } from './migration/int32PrimaryKey';
import { jsonType } from './migration/jsonType';
import { locksAddUp } from './migration/locksAddUp';
import { lockTimeoutIneffective } from './migration/lockTimeoutIneffective';
import { matviewRefreshBlocks } from './migration/matviewRefreshBlocks';
import { missingPrimaryKey } from './migration/missingPrimaryKey';
import { nestedTransaction } from './migration/nestedTransaction';
import { noLockTimeout } from './migration/noLockTimeout';
import { partitionBlocks } from './migration/partitionBlocks';
import { primaryKeyBuildsIndex } from './migration/primaryKeyBuildsIndex';
import { reindexNotConcurrent } from './migration/reindexNotConcurrent';
import { renameColumn } from './migration/renameColumn';
import { renameEnumValue } from './migration/renameEnumValue';
import { renameSchema } from './migration/renameSchema';
import { renameTable } from './migration/renameTable';
import { requiredColumnAdded } from './migration/requiredColumnAdded';
import { serialType } from './migration/serialType';
import { setLoggedRewrites } from './migration/setLoggedRewrites';
import { setNotNullScans } from './migration/setNotNullScans';
import { timestampWithoutTz } from './migration/timestampWithoutTz';
import { triggerDdl } from './migration/triggerDdl';
import { truncate } from './migration/truncate';
import { typeChangeRewrites } from './migration/typeChangeRewrites';
import { unboundedDml } from './migration/unboundedDml';
import { uncommittedTransaction } from './migration/uncommittedTransaction';
import { uniqueConstraintBuildsIndex } from './migration/uniqueConstraintBuildsIndex';
import { uniqueOnExisting } from './migration/uniqueOnExisting';
import { validateInSameTransaction } from './migration/validateInSameTransaction';
import { varcharLimit } from './migration/varcharLimit';
import { volatileDefaultRewrites } from './migration/volatileDefaultRewrites';
import { workWhileHoldingLock } from './migration/workWhileHoldingLock';
import { alertWithoutRunbook } from './observability/alertWithoutRunbook';
import { deployFailureIgnored } from './observability/deployFailureIgnored';
import { deployNotVerified } from './observability/deployNotVerified';
import { noOwner } from './ownership/noOwner';
import { ownerSyntax } from './ownership/ownerSyntax';
import { contractWithExpand } from './rollback/contractWithExpand';
import { downMissing } from './rollback/downMissing';
import { downNotInverse } from './rollback/downNotInverse';
import { irreversibleOperation } from './rollback/irreversibleOperation';
import { migrationEdited } from './rollback/migrationEdited';
import { migrationOrderConflict } from './rollback/migrationOrderConflict';
import { mutableArtifact } from './rollback/mutableArtifact';
import { rehearsalFailed } from './rollback/rehearsalFailed';
import { ecsNoCircuitBreaker } from './rollout/ecsNoCircuitBreaker';
import { flagDefaultMismatch } from './rollout/flagDefaultMismatch';
import { flagNoKillSwitch } from './rollout/flagNoKillSwitch';
import { flagRemovedButUsed } from './rollout/flagRemovedButUsed';
import { flagUndeclared } from './rollout/flagUndeclared';
import { flagUnsafeDefault } from './rollout/flagUnsafeDefault';
import { missingFlag } from './rollout/missingFlag';
import { rolloutWithoutAnalysis } from './rollout/rolloutWithoutAnalysis';
import { signalNotDelivered } from './rollout/signalNotDelivered';
import { strategyUnsafe } from './rollout/strategyUnsafe';

/** The only registry of rules, by mistake. */
export const rules: readonly Rule[] = [
  envVarUndeclared,
  hardcodedPort,
  secretInTrackedFile,
  envSpecificDefault,
  localhostInCode,
  hardcodedResource,
  hardcodedIp,
  hardcodedEndpoint,
  hardcodedSecret,
  downMissing,
  downNotInverse,
  irreversibleOperation,
  rehearsalFailed,
  migrationEdited,
  migrationOrderConflict,
  contractWithExpand,
  droppedObjectStillUsed,
  indexNotConcurrent,
  indexDropNotConcurrent,
  reindexNotConcurrent,
  foreignKeyValidatedInPlace,
  checkValidatedInPlace,
  validateInSameTransaction,
  uniqueConstraintBuildsIndex,
  primaryKeyBuildsIndex,
  exclusionConstraint,
  setNotNullScans,
  requiredColumnAdded,
  volatileDefaultRewrites,
  generatedColumnRewrites,
  typeChangeRewrites,
  setLoggedRewrites,
  partitionBlocks,
  matviewRefreshBlocks,
  fullTableMaintenance,
  triggerDdl,
  workWhileHoldingLock,
  locksAddUp,
  copyAlgorithm,
  dropTable,
  dropColumn,
  dropSchema,
  truncate,
  unboundedDml,
  renameColumn,
  renameTable,
  renameSchema,
  renameEnumValue,
  dropNotNull,
  defaultChanged,
  uniqueOnExisting,
  implicitUpdate,
  concurrentlyInTransaction,
  noLockTimeout,
  lockTimeoutIneffective,
  nestedTransaction,
  uncommittedTransaction,
  backfillWithSchemaChange,
  backfillUnbatched,
  backfillNotIdempotent,
  int32PrimaryKey,
  varcharLimit,
  charType,
  timestampWithoutTz,
  serialType,
  jsonType,
  identifierTooLong,
  fkWithoutIndex,
  missingPrimaryKey,
  createEnum,
  domainConstraint,
  missingTimeout,
  flagUndeclared,
  flagRemovedButUsed,
  flagUnsafeDefault,
  flagDefaultMismatch,
  flagNoKillSwitch,
  unsafeRetry,
  missingFlag,
  checkHeavy,
  checkUnbounded,
  failureSwallowed,
  livenessDependsOnDependency,
  prerendered,
  responseMissing,
  shallowReadiness,
  deployJobCancellable,
  deployJobUnserialised,
  deployJobUngated,
  infraAfterApp,
  nonReproducibleBuild,
  composeStartOrder,
  secretRefUndeclared,
  deployNotVerified,
  deployFailureIgnored,
  alertWithoutRunbook,
  dockerArgSecret,
  manualChange,
  mutableArtifact,
  strategyUnsafe,
  rolloutWithoutAnalysis,
  ecsNoCircuitBreaker,
  signalNotDelivered,
  ownerSyntax,
  noOwner,
];
