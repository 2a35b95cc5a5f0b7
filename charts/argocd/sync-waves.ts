import { earlyJobs } from '../../model/derive/early-jobs';
import type { Model } from '../../model/model';
import type { KubernetesObject } from '../objects';

export const WAVE = 'argocd.argoproj.io/sync-wave';

/** Data and configuration are wave 0; jobs that prepare the data are next, and what runs the new version comes last. */
const JOB_WAVE = '1';
const APPLICATION_WAVE = '2';

/** Claims are with the pods that use them: many are bound only then, and an unbound one would hold up its wave for good. */
const APPLICATION_KINDS = new Set([
  'CronJob',
  'Deployment',
  'HTTPRoute',
  'HorizontalPodAutoscaler',
  'Ingress',
  'Job',
  'PersistentVolumeClaim',
  'PodDisruptionBudget',
  'StatefulSet',
]);

/**
 * Adds sync waves where Argo CD follows the objects and a job prepares data, such as a migration: the new version then
 * starts after it, and not at all when it fails. Without such a job, waves would only make one component wait for another.
 */
export function withSyncWaves(model: Model, objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const jobs = new Set(earlyJobs(model).map(({ name }) => name));
  if (!model.gitops || jobs.size === 0) return objects;
  return objects.map((object) => {
    const wave = waveOf(object, jobs);
    if (wave === undefined) return object;
    const { metadata } = object;
    return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, [WAVE]: wave } } };
  });
}

function waveOf({ kind, metadata }: KubernetesObject, jobs: ReadonlySet<string>): string | undefined {
  const { labels = {} } = metadata;
  if (kind === 'Job' && jobs.has(labels['app.kubernetes.io/name'] ?? '')) return JOB_WAVE;
  const isData = ['database', 'cache'].includes(labels['app.kubernetes.io/component'] ?? '');
  return APPLICATION_KINDS.has(kind) && !isData ? APPLICATION_WAVE : undefined;
}
