import { cnpgServices } from '../../model/derive/hosting';
import type { Model } from '../../model/model';
import { backupLosses } from '../backup-losses';
import { cnpgLosses } from '../cnpg-losses';
import { edgeLosses, objectiveLosses } from '../edge-losses';
import { jobLosses, unorderedJobs } from '../job-losses';
import type { Loss } from '../losses';
import { probeLosses } from '../probe-losses';

/** The longest name of a release (Helm `chartutil.ValidateReleaseName`). */
export const LONGEST_RELEASE_NAME = 53;

/** What the chart leaves out in one environment. */
export function helmLosses(model: Model): Loss[] {
  const { environment } = model;
  const loss = (path: string, reason: string): Loss => ({
    method: 'helm',
    environment: environment.name,
    path,
    reason,
  });
  const release = `${model.application.name}-${environment.name}`;
  return [
    ...(environment.networkPolicy
      ? []
      : [loss('networkPolicy', 'switched off: every pod may talk to every other, and to the outside')]),
    ...cnpgServices(model).map(({ name }) =>
      loss(`backingServices.${name}.cnpg`, 'its names are fixed: the chart takes no namePrefix where it is enabled'),
    ),
    ...cnpgLosses(model).map(([path, reason]) => loss(path, reason)),
    ...probeLosses(model).map(([path, reason]) => loss(path, reason)),
    ...[...edgeLosses(model), ...objectiveLosses(model, 'helm')].map(([path, reason]) => loss(path, reason)),
    loss(
      'namespace',
      'Helm needs the namespace before the chart; with --create-namespace it has no Pod Security labels, which the notes of the release say',
    ),
    ...backupLosses(model).map((reason) => loss('backups', reason)),
    ...(release.length > LONGEST_RELEASE_NAME
      ? [loss('application.name', `${release} is longer than the ${LONGEST_RELEASE_NAME} characters of a release name`)]
      : []),
    ...unorderedJobs(
      model,
      'Helm starts it beside the components: `--wait-for-jobs` waits for its end, and nothing waits to start',
    ).map(([path, reason]) => loss(path, reason)),
    ...jobLosses(model).map(([path, reason]) => loss(path, reason)),
    ...(environment.quota === undefined
      ? []
      : [loss('quota', 'a value that is changed at installation does not change the quota, which is a sum of all')]),
  ];
}
