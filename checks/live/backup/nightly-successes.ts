import { EXIT, UserError } from '../../../lib/errors';
import { run } from '../../../lib/exec';
import { backupName, isDumped } from '../../../model/derive/backup-script';
import type { Model } from '../../../model/model';
import type { FoundBackup } from '../check';
import type { ClusterPlace } from '../networking/cluster-objects';

const NAME_LABEL = 'app.kubernetes.io/name';

interface CronJobs {
  readonly items: readonly {
    readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
    readonly status?: { readonly lastSuccessfulTime?: string };
  }[];
}

/**
 * The newest dump of each backing service that a CronJob of the cluster has made: when its last good job ended. Throws a
 * `UserError` where the cluster cannot be asked.
 */
export async function nightlySuccesses(
  model: Model,
  { namespace, context, env }: ClusterPlace,
): Promise<FoundBackup[]> {
  const services = model.backingServices.filter(isDumped);
  if (model.environment.backups === undefined || services.length === 0) return [];
  const args = ['get', 'cronjobs', '--namespace', namespace, '--output', 'json'];
  const all = context === undefined ? args : [...args, '--context', context];
  const result = await run('kubectl', all, { env, timeoutSeconds: 60 });
  if (result.status !== 'exited' || result.code !== 0) {
    const reason = 'stderr' in result ? result.stderr.trim() : 'kubectl is not there';
    throw new UserError(`the cluster gave no list of CronJobs: ${reason}`, { exitCode: EXIT.failed });
  }
  const { items } = JSON.parse(result.stdout) as CronJobs;
  return services.flatMap((service) => {
    const name = backupName(service);
    const job = items.find(({ metadata }) => metadata.labels?.[NAME_LABEL] === name);
    const time = job?.status?.lastSuccessfulTime;
    return time === undefined
      ? []
      : [{ name: `the dump of ${name}`, service: service.name, createdAt: new Date(time) }];
  });
}
