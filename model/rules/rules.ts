import { autoscaling } from './autoscaling';
import { buildTimeVariable } from './build-time-variable';
import { cloudCapability } from './cloud-capability';
import { cloudCombination } from './cloud-combination';
import { cnpg } from './cnpg';
import { composeHost } from './compose-host';
import { configSize } from './config-size';
import { disruption } from './disruption';
import { duplicates } from './duplicates';
import { edge } from './edge';
import { externalProbe } from './external-probe';
import { gitops } from './gitops';
import { imagePinned } from './image-pinned';
import { infrastructureNeeds } from './infrastructure-needs';
import { infrastructureRanges } from './infrastructure-ranges';
import { kindSettings } from './kind-settings';
import { limitRange } from './limit-range';
import { logStore } from './log-store';
import { nameLength } from './name-length';
import { needs } from './needs';
import { outputs } from './outputs';
import { placement } from './placement';
import { probes } from './probes';
import { quota } from './quota';
import { redisReplicas } from './redis-replicas';
import { requestOverLimit } from './request-over-limit';
import { rollout } from './rollout';
import type { Rule } from './rule';
import { sealedSecrets } from './sealed-secrets';
import { secretLiteral } from './secret-literal';
import { sloBucket } from './slo-bucket';
import { suspiciousAmount } from './suspicious-amount';
import { undeclaredNeed } from './undeclared-need';
import { unused } from './unused';
import { volumeReplicas } from './volume-replicas';
import { zones } from './zones';

/** Every rule over one environment, in the order of docs/rules.md. */
export const RULES: readonly Rule[] = [
  quota,
  limitRange,
  requestOverLimit,
  suspiciousAmount,
  autoscaling,
  disruption,
  rollout,
  kindSettings,
  volumeReplicas,
  needs,
  undeclaredNeed,
  placement,
  cnpg,
  duplicates,
  nameLength,
  configSize,
  imagePinned,
  buildTimeVariable,
  secretLiteral,
  probes,
  sealedSecrets,
  redisReplicas,
  cloudCapability,
  cloudCombination,
  infrastructureRanges,
  infrastructureNeeds,
  zones,
  outputs,
  composeHost,
  edge,
  sloBucket,
  logStore,
  externalProbe,
  gitops,
  unused,
];
