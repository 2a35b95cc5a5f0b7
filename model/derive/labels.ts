import type { Model } from '../model';

/** What a workload is in the application, as `app.kubernetes.io/component`. */
export type Role = 'web' | 'worker' | 'cron' | 'job' | 'database' | 'cache' | 'logs';

const PREFIX = 'app.kubernetes.io';
const LABEL_VALUE = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

/** Labels of everything in an environment (Kubernetes "recommended labels"). */
export function commonLabels(model: Model): Record<string, string> {
  return { [`${PREFIX}/part-of`]: model.application.name, [`${PREFIX}/managed-by`]: 'manifold' };
}

/** Labels that select the pods of a workload; they never change, because selectors are immutable. */
export function selectorLabels(model: Model, name: string): Record<string, string> {
  return {
    [`${PREFIX}/name`]: name,
    [`${PREFIX}/instance`]: `${model.application.name}-${model.environment.name}`.slice(0, 63),
  };
}

/** Labels of a workload and its pods; the version is left out where it is no valid label value. */
export function workloadLabels(
  model: Model,
  workload: { readonly name: string; readonly role: Role; readonly version?: string | undefined },
): Record<string, string> {
  const version = workload.version !== undefined && LABEL_VALUE.test(workload.version) ? workload.version : undefined;
  return {
    ...selectorLabels(model, workload.name),
    ...commonLabels(model),
    [`${PREFIX}/component`]: workload.role,
    ...(version === undefined ? {} : { [`${PREFIX}/version`]: version }),
  };
}
