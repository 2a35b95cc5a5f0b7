import type { AlertDefinition } from './alert';
import { BACKUPS } from './rules/backups';
import { CAPACITY } from './rules/capacity';
import { CERTIFICATES } from './rules/certificates';
import { CNPG } from './rules/cnpg';
import { POSTGRES } from './rules/postgres';
import { REDIS } from './rules/redis';
import { SLO } from './rules/slo';
import { TARGETS } from './rules/targets';
import { WORKLOADS } from './rules/workloads';

/** Every alert by its group, in the order of docs/alerts.md. */
export const DEFINITIONS: Readonly<Record<string, readonly AlertDefinition[]>> = {
  slo: SLO,
  targets: TARGETS,
  workloads: WORKLOADS,
  capacity: CAPACITY,
  postgres: POSTGRES,
  cnpg: CNPG,
  redis: REDIS,
  backups: BACKUPS,
  certificates: CERTIFICATES,
};
