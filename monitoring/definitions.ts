import type { AlertDefinition } from './alert';
import { BACKUPS } from './rules/backups';
import { CAPACITY } from './rules/capacity';
import { CERTIFICATES } from './rules/certificates';
import { CNPG } from './rules/cnpg';
import { EXTERNALS } from './rules/externals';
import { LOGS } from './rules/logs';
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
  externals: EXTERNALS,
  backups: BACKUPS,
  logs: LOGS,
  certificates: CERTIFICATES,
};
