import type { Extractor } from '../core/extract';
import { alerts } from './alerts';
import { clients } from './clients';
import { codeDeclarations } from './codeDeclarations';
import { codeMigrations } from './codeMigrations';
import { codeowners } from './codeowners';
import { compose } from './compose';
import { datastores } from './datastores';
import { dockerfile } from './dockerfile';
import { dotenv } from './dotenv';
import { env } from './env';
import { envHelpers } from './envHelpers';
import { environmentGiven } from './environmentGiven';
import { flags } from './flags';
import { images } from './images';
import { jobs } from './jobs';
import { kubernetes } from './kubernetes';
import { lifecycle } from './lifecycle';
import { liquibase } from './liquibase';
import { literals } from './literals';
import { loggedFailures } from './loggedFailures';
import { migrationTools } from './migrationTools';
import { models, prismaModels } from './models';
import { modules } from './modules';
import { outlines } from './outlines';
import { packages } from './packages';
import { payloads } from './payloads';
import { platforms } from './platforms';
import { queries } from './queries';
import { rehearsals } from './rehearsals';
import { routes } from './routes';
import { scripts } from './scripts';
import { shapes } from './shapes';
import { sqlMigrations } from './sqlMigrations';
import { suppressions } from './suppressions';
import { telemetry } from './telemetry';
import { terraform } from './terraform';
import { trackedSecrets } from './trackedSecrets';
import { workflows } from './workflows';

/** Every extractor, one per source of truth. Order does not matter. */
export const extractors: readonly Extractor[] = [
  dotenv,
  env,
  envHelpers,
  environmentGiven,
  alerts,
  codeowners,
  compose,
  dockerfile,
  images,
  kubernetes,
  lifecycle,
  literals,
  packages,
  trackedSecrets,
  migrationTools,
  sqlMigrations,
  liquibase,
  codeMigrations,
  codeDeclarations,
  platforms,
  telemetry,
  terraform,
  workflows,
  suppressions,
  models,
  prismaModels,
  queries,
  modules,
  outlines,
  flags,
  routes,
  datastores,
  clients,
  jobs,
  payloads,
  shapes,
  scripts,
  loggedFailures,
  rehearsals,
];
