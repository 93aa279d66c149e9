import type { Rule } from '../core/rule';
import { clientEnvDynamicAccess } from './config/clientEnvDynamicAccess';
import { clientEnvLeak } from './config/clientEnvLeak';
import { dockerArgSecret } from './config/dockerArgSecret';
import { duplicateKey } from './config/duplicateKey';
import { envSpecificDefault } from './config/envSpecificDefault';
import { exampleOutOfDate } from './config/exampleOutOfDate';
import { hardcodedEndpoint } from './config/hardcodedEndpoint';
import { hardcodedIp } from './config/hardcodedIp';
import { hardcodedPort } from './config/hardcodedPort';
import { hardcodedResource } from './config/hardcodedResource';
import { hardcodedSecret } from './config/hardcodedSecret';
import { keyModeMismatch } from './config/keyModeMismatch';
import { localhostInCode } from './config/localhostInCode';
import { manualChange } from './config/manualChange';
import { noStartupValidation } from './config/noStartupValidation';
import { parserAmbiguousValue } from './config/parserAmbiguousValue';
import { prodPointsElsewhere } from './config/prodPointsElsewhere';
import { secretInTrackedFile } from './config/secretInTrackedFile';
import { unresolvedPlaceholder } from './config/unresolvedPlaceholder';
import { unusedDeclaration } from './config/unusedDeclaration';
import { validationIncomplete } from './config/validationIncomplete';
import { validationSkippedInImage } from './config/validationSkippedInImage';
import { valueTypeDrift } from './config/valueTypeDrift';
import { errorSwallowed } from './dependency/errorSwallowed';
import { missingTimeout } from './dependency/missingTimeout';
import { newExternalSystem } from './dependency/newExternalSystem';
import { unsafeRetry } from './dependency/unsafeRetry';
import { behindMiddleware } from './health/behindMiddleware';
import { checkCachedTooLong } from './health/checkCachedTooLong';
import { checkHeavy } from './health/checkHeavy';
import { checkUnbounded } from './health/checkUnbounded';
import { commandBroken } from './health/commandBroken';
import { failureSwallowed } from './health/failureSwallowed';
import { lbMismatch } from './health/lbMismatch';
import { livenessDependsOnDependency } from './health/livenessDependsOnDependency';
import { prerendered } from './health/prerendered';
import { probeMissing } from './health/probeMissing';
import { probePathNotServed } from './health/probePathNotServed';
import { probesIdenticalBudget } from './health/probesIdenticalBudget';
import { probeTimeoutTooShort } from './health/probeTimeoutTooShort';
import { responseMissing } from './health/responseMissing';
import { shallowReadiness } from './health/shallowReadiness';
import { startupProbeMissing } from './health/startupProbeMissing';
import { underPressureGlobal } from './health/underPressureGlobal';
import { composeStartOrder } from './infrastructure/composeStartOrder';
import { deployJobCancellable } from './infrastructure/deployJobCancellable';
import { deployJobUngated } from './infrastructure/deployJobUngated';
import { deployJobUnserialised } from './infrastructure/deployJobUnserialised';
import { envMissingInEnvironment } from './infrastructure/envMissingInEnvironment';
import { envVarUndeclared } from './infrastructure/envVarUndeclared';
import { infraAfterApp } from './infrastructure/infraAfterApp';
import { nonReproducibleBuild } from './infrastructure/nonReproducibleBuild';
import { portChainMismatch } from './infrastructure/portChainMismatch';
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
import { metricLabelUnbounded } from './observability/metricLabelUnbounded';
import { telemetryNotFlushed } from './observability/telemetryNotFlushed';
import { telemetryStartedLate } from './observability/telemetryStartedLate';
import { noOwner } from './ownership/noOwner';
import { ownerSyntax } from './ownership/ownerSyntax';
import { apiRouteRemoved } from './rollback/apiRouteRemoved';
import { contractWithExpand } from './rollback/contractWithExpand';
import { downMissing } from './rollback/downMissing';
import { downNotInverse } from './rollback/downNotInverse';
import { irreversibleOperation } from './rollback/irreversibleOperation';
import { messageContractBreaking } from './rollback/messageContractBreaking';
import { migrationEdited } from './rollback/migrationEdited';
import { migrationOrderConflict } from './rollback/migrationOrderConflict';
import { mutableArtifact } from './rollback/mutableArtifact';
import { newValueUnknownToOldCode } from './rollback/newValueUnknownToOldCode';
import { queueRenamed } from './rollback/queueRenamed';
import { rehearsalFailed } from './rollback/rehearsalFailed';
import { ecsNoCircuitBreaker } from './rollout/ecsNoCircuitBreaker';
import { flagDefaultMismatch } from './rollout/flagDefaultMismatch';
import { flagNoKillSwitch } from './rollout/flagNoKillSwitch';
import { flagRemovedButUsed } from './rollout/flagRemovedButUsed';
import { flagUndeclared } from './rollout/flagUndeclared';
import { flagUnsafeDefault } from './rollout/flagUnsafeDefault';
import { keepaliveBelowLbIdle } from './rollout/keepaliveBelowLbIdle';
import { missingFlag } from './rollout/missingFlag';
import { noDrainDelay } from './rollout/noDrainDelay';
import { noProgressiveDelivery } from './rollout/noProgressiveDelivery';
import { rolloutWithoutAnalysis } from './rollout/rolloutWithoutAnalysis';
import { shutdownHooksMissing } from './rollout/shutdownHooksMissing';
import { shutdownNotHandled } from './rollout/shutdownNotHandled';
import { signalNotDelivered } from './rollout/signalNotDelivered';
import { strategyUnsafe } from './rollout/strategyUnsafe';
import { terminationBudgetExceeded } from './rollout/terminationBudgetExceeded';
import { deployUnattended } from './window/deployUnattended';
import { scheduledDeployOutsideWindow } from './window/scheduledDeployOutsideWindow';

/** The only registry of rules, by mistake. */
export const rules: readonly Rule[] = [
  envVarUndeclared,
  hardcodedPort,
  secretInTrackedFile,
  envMissingInEnvironment,
  prodPointsElsewhere,
  keyModeMismatch,
  unresolvedPlaceholder,
  noStartupValidation,
  validationSkippedInImage,
  validationIncomplete,
  duplicateKey,
  parserAmbiguousValue,
  exampleOutOfDate,
  clientEnvLeak,
  clientEnvDynamicAccess,
  valueTypeDrift,
  unusedDeclaration,
  envSpecificDefault,
  localhostInCode,
  hardcodedResource,
  hardcodedIp,
  hardcodedEndpoint,
  hardcodedSecret,
  apiRouteRemoved,
  newValueUnknownToOldCode,
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
  startupProbeMissing,
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
  portChainMismatch,
  shutdownNotHandled,
  shutdownHooksMissing,
  noDrainDelay,
  terminationBudgetExceeded,
  keepaliveBelowLbIdle,
  scheduledDeployOutsideWindow,
  deployUnattended,
  behindMiddleware,
  checkCachedTooLong,
  commandBroken,
  lbMismatch,
  probeMissing,
  probePathNotServed,
  probesIdenticalBudget,
  probeTimeoutTooShort,
  underPressureGlobal,
  messageContractBreaking,
  queueRenamed,
  newExternalSystem,
  errorSwallowed,
  noProgressiveDelivery,
  telemetryStartedLate,
  telemetryNotFlushed,
  metricLabelUnbounded,
];
