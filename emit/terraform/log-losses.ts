import { assertNever } from '../../lib/errors';
import type { Model } from '../../model/model';

/** Bounds of a Log Analytics workspace. */
const AZURE_DAYS = { least: 30, most: 730 };
/** What CloudWatch can keep for, up to the longest time that a model may ask for. */
const CLOUDWATCH_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Why the cloud below an environment keeps logs for another time than asked for, if it does. */
export function logLosses({ environment: { logs, provider } }: Model): string[] {
  if (logs === undefined) return [];
  const { retentionDays } = logs;
  switch (provider) {
    case 'gcp':
      return [];
    case 'aws':
      return CLOUDWATCH_DAYS.includes(retentionDays)
        ? []
        : [`CloudWatch keeps for fixed times: ${CLOUDWATCH_DAYS.find((days) => days >= retentionDays)} days`];
    case 'azure':
      return azureLosses(retentionDays);
    case 'local':
      return ['logs are bounded by size, three files of 10 MB a container, not by days'];
    case 'digitalocean':
    case 'linode':
    case 'vultr':
      return ['this cloud has no log service: the cluster decides how long logs are kept'];
    default:
      return assertNever(provider);
  }
}

function azureLosses(days: number): string[] {
  const { least, most } = AZURE_DAYS;
  if (days < least) return [`Log Analytics keeps for ${least} days at least`];
  return days > most ? [`Log Analytics keeps for ${most} days at most`] : [];
}
