import { recentBackup } from './backup/recent-backup';
import type { Check } from './check';
import { lossesCurrent } from './documentation/losses-current';
import { readme } from './documentation/readme';
import { postgresPassword } from './integration/postgres-password';
import { postgresQuery } from './integration/postgres-query';
import { postgresTransaction } from './integration/postgres-transaction';
import { redisCommands } from './integration/redis-commands';
import { redisPassword } from './integration/redis-password';
import { runningImages } from './integration/running-images';
import { containersReady } from './monitoring/containers-ready';
import { healthResults } from './monitoring/health-results';
import { restarts } from './monitoring/restarts';
import { certificates } from './networking/certificates';
import { httpEndpoints } from './networking/http-endpoints';
import { networkPolicies } from './networking/network-policies';
import { answersUnderLoad } from './performance/answers-under-load';
import { listeningPorts } from './security/listening-ports';
import { processPrivileges } from './security/process-privileges';
import { processUser } from './security/process-user';
import { readOnlyRoot } from './security/read-only-root';
import { seccomp } from './security/seccomp';
import { distCurrent } from './syntax/dist-current';
import { drift } from './syntax/drift';
import { modelRules } from './syntax/model-rules';
import { programVersions } from './tools/program-versions';
import { secretFiles } from './variables/secret-files';
import { variablesSet } from './variables/variables-set';

/** Every check, in the order of the report: by category, as `CATEGORIES` has them. */
export const CHECKS: readonly Check[] = [
  programVersions,
  distCurrent,
  modelRules,
  drift,
  processUser,
  processPrivileges,
  seccomp,
  readOnlyRoot,
  listeningPorts,
  variablesSet,
  secretFiles,
  httpEndpoints,
  networkPolicies,
  certificates,
  containersReady,
  restarts,
  healthResults,
  recentBackup,
  answersUnderLoad,
  lossesCurrent,
  readme,
  postgresQuery,
  postgresTransaction,
  postgresPassword,
  redisCommands,
  redisPassword,
  runningImages,
];
