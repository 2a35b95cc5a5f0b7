import { composeHostPorts, composeReplicas } from '../../model/derive/compose-ports';
import { hasTls, isPublicName } from '../../model/derive/edge';
import { logStore } from '../../model/derive/log-store';
import { deriveNetwork } from '../../model/derive/network';
import type { Component, Model } from '../../model/model';
import { backupLosses } from '../backup-losses';
import { containerLosses } from '../cnpg-losses';
import { objectiveLosses } from '../edge-losses';
import type { Loss } from '../losses';
import { probeLosses } from '../probe-losses';
import { replicaLosses } from '../replica-losses';
import { acmeServer } from './edge';
import { healthCheck } from './health';

/** What the Compose project of one environment leaves out. */
export function composeLosses(model: Model): Loss[] {
  const { environment } = model;
  const loss = (path: string, reason: string): Loss => ({
    method: 'compose',
    environment: environment.name,
    path,
    reason,
  });
  const leaving = new Set(deriveNetwork(model).egress.map(({ from }) => from));
  return [
    ...environmentLosses(model).map(([path, reason]) => loss(path, reason)),
    ...model.components.flatMap((component) =>
      componentLosses(component, leaving).map(([field, reason]) =>
        loss(`components.${component.name}.${field}`, reason),
      ),
    ),
    ...containerLosses(model).map(([path, reason]) => loss(path, reason)),
    ...unpublished(model).map(({ name, reason }) => loss(`compose.ports.components.${name}`, reason)),
    ...model.backingServices
      .filter(({ hosting }) => hosting.mode === 'builtin')
      .flatMap(({ name }) => [
        loss(
          `backingServices.${name}.storage.size`,
          'a volume of Docker has no size: the disk of the host is the limit',
        ),
        loss(`backingServices.${name}.health.liveness`, LIVENESS),
      ]),
    ...replicaLosses(model).map(([path, reason]) => loss(path, reason)),
  ];
}

type PathAndReason = readonly [path: string, reason: string];

const LIVENESS = 'Docker restarts a process that ends, not one that is unhealthy';

function environmentLosses(model: Model): PathAndReason[] {
  const { environment, externals } = model;
  return [
    ...(hasTls(environment.edge) && typeof acmeServer(model) === 'string' && !isPublicName(environment.domain)
      ? [['compose.acme', `Let's Encrypt signs no name below ${environment.domain}, for nobody owns it`] as const]
      : []),
    ...probeLosses(model),
    ...backupLosses(model).map((reason) => ['backups', reason] as const),
    ...objectiveLosses(model, 'compose'),
    ...(environment.logs
      ? [['logs.retentionDays', 'logs are bounded by size, three files of 10 MB a container, not by days'] as const]
      : []),
    ...(logStore(model)
      ? [['logs.loki', 'Alloy would need the socket of Docker, which is root on the host'] as const]
      : []),
    ...(environment.quota ? [['quota', 'a host has no quota: each service has its own limits'] as const] : []),
    ...(environment.limitRange ? [['limitRange', 'every service states its own limits'] as const] : []),
    ...externals.map(
      ({ name, port }) =>
        [`externals.${name}`, `a network is open to the outside or closed: not to one host on port ${port}`] as const,
    ),
  ];
}

function componentLosses(component: Component, leaving: ReadonlySet<string>): PathAndReason[] {
  const { autoscaling, buildArguments, health, kind, needs, rollout, run, volumes, writablePaths } = component;
  const hasCheck = healthCheck(health) !== undefined;
  return [
    ...(autoscaling
      ? [['autoscaling', `nothing scales: ${composeReplicas(component)} containers are started`] as const]
      : []),
    ...(health && !hasCheck
      ? [['health.readiness', `no program in the image can ask it (program: ${health.program})`] as const]
      : []),
    ...(health?.liveness ? [['health.liveness', LIVENESS] as const] : []),
    ...(run === undefined && (rollout.maxSurge !== 1 || composeReplicas(component) > 1)
      ? [['rollout', 'a new container is started after the old one has stopped'] as const]
      : []),
    ...(run?.schedule === undefined
      ? []
      : [
          [
            'schedule',
            `nothing starts it: run \`docker compose run --rm ${component.name}\` from a scheduler`,
          ] as const,
        ]),
    ...(run?.schedule === undefined || run.concurrency === 'Allow'
      ? []
      : [['concurrency', `nothing enforces ${run.concurrency}: the scheduler must not start a second run`] as const]),
    ...(kind === 'cron' && needs.some((need) => need.kind === 'job')
      ? [['needs', 'the scheduler of the host starts it, and waits for no job'] as const]
      : []),
    ...(kind === 'job'
      ? [['kind', 'every `docker compose up` runs it again, whether its content is new or not'] as const]
      : []),
    ...(run === undefined ? [] : [['deadline', 'a run may take as long as it likes'] as const]),
    ...(buildArguments.length > 0 ? [['buildArguments', 'baked in when the image is built'] as const] : []),
    ...(volumes.length > 0
      ? [['volumes', 'a volume of Docker has no size: the disk of the host is the limit'] as const]
      : []),
    ...(writablePaths.length > 0 ? [['writablePaths', 'they are in memory and count against its limit'] as const] : []),
    ['resources.ephemeralStorage', 'local disk has no limit in Docker'] as const,
    ...(component.kind === 'web' && !leaving.has(component.name)
      ? [['ports', 'a network on which a port is published or routed leads outside as well'] as const]
      : []),
  ];
}

function unpublished(model: Model): { readonly name: string; readonly reason: string }[] {
  const published = composeHostPorts(model);
  return model.components
    .filter(({ kind, name, ports }) => kind === 'web' && ports.length > 0 && !published.has(name))
    .map((component) => ({
      name: component.name,
      reason:
        composeReplicas(component) === 1
          ? `something else has the port ${component.ports[0]?.number} of the host: give it another one here`
          : 'several containers cannot share a port of the host: the profile edge is the way in',
    }));
}
