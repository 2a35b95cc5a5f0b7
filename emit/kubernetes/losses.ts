import { hasIssuer } from '../../model/derive/edge';
import type { Model } from '../../model/model';
import { isAtLeast } from '../../model/schema/scalars/kubernetes-version';
import { backupLosses } from '../backup-losses';
import { cnpgLosses } from '../cnpg-losses';
import { edgeLosses, objectiveLosses } from '../edge-losses';
import { jobLosses, unorderedJobs } from '../job-losses';
import type { Loss } from '../losses';
import { probeLosses } from '../probe-losses';

/** What the manifests of one environment leave out. */
export function kubernetesLosses(model: Model): Loss[] {
  const loss = (path: string, reason: string): Loss => ({
    method: 'kubernetes',
    environment: model.environment.name,
    path,
    reason,
  });
  const { environment } = model;
  return [
    ...(environment.networkPolicy
      ? []
      : [loss('networkPolicy', 'switched off: every pod may talk to every other, and to the outside')]),
    ...backupLosses(model).map((reason) => loss('backups', reason)),
    ...(environment.logs && environment.logs.loki === undefined
      ? [loss('logs.retentionDays', 'the log store of the cluster decides how long logs are kept')]
      : []),
    ...(isAtLeast(environment.kubernetesVersion, '1.30') ||
    model.components.every((component) => component.ports.length === 0)
      ? []
      : [
          loss('kubernetesVersion', 'before 1.30 there is no sleep action, so requests may still arrive after SIGTERM'),
        ]),
    ...cnpgLosses(model).map(([path, reason]) => loss(path, reason)),
    ...probeLosses(model).map(([path, reason]) => loss(path, reason)),
    ...[...edgeLosses(model), ...objectiveLosses(model, 'kubernetes')].map(([path, reason]) => loss(path, reason)),
    ...certificateLosses(model).map((reason) => loss(certificatePath(model), reason)),
    ...unorderedJobs(
      model,
      '`kubectl apply` starts it beside the components; `manifold deploy` and Argo CD run it before them',
    ).map(([path, reason]) => loss(path, reason)),
    ...jobLosses(model).map(([path, reason]) => loss(path, reason)),
    ...model.components.flatMap((component) => [
      ...(component.buildArguments.length > 0
        ? [
            loss(
              `components.${component.name}.buildArguments`,
              'baked in when the image is built; nothing in a cluster can set them',
            ),
          ]
        : []),
      ...(component.needs.some((need) => need.kind !== 'external' && need.kind !== 'job')
        ? [
            loss(
              `components.${component.name}.needs`,
              'all pods start at once; readiness holds traffic back until what is needed answers',
            ),
          ]
        : []),
    ]),
    ...(environment.networkPolicy ? model.externals : []).map((external) =>
      loss(
        `externals.${external.name}`,
        `a NetworkPolicy knows no host names: any public address on port ${external.port} is allowed`,
      ),
    ),
  ];
}

/** Requests of the pod with which cert-manager answers an HTTP-01 challenge (defaults of its controller's flags). */
const SOLVER = { cpuMillicores: 10, memoryBytes: 64 * 2 ** 20 };

function certificatePath({ environment: { edge } }: Model): string {
  return edge.kind === 'ingress' && edge.tls?.acme !== undefined ? 'edge.tls.acme' : 'edge.tls.issuer';
}

function certificateLosses({ environment: { edge, limitRange, quota } }: Model): string[] {
  if (!hasIssuer(edge)) return [];
  const isBelow =
    limitRange !== undefined &&
    (SOLVER.cpuMillicores < limitRange.min.cpu.millicores || SOLVER.memoryBytes < limitRange.min.memory.bytes);
  return [
    ...(isBelow
      ? [
          'an HTTP-01 solver pod asks for 10m and 64Mi by default, below limitRange.min: raise that in cert-manager, or use DNS-01',
        ]
      : []),
    ...(quota === undefined
      ? []
      : ['HTTP-01 solver pods count against the quota while they live: use DNS-01, or some headroom']),
  ];
}
