import { securityHeaders } from '../../model/derive/edge';
import { isForMonitoring } from '../../model/derive/exporters';
import type { Component, Model } from '../../model/model';
import { containerLosses } from '../cnpg-losses';
import type { Loss } from '../losses';
import { replicaLosses } from '../replica-losses';
import { described, isMade } from './data';
import { logLosses } from './log-losses';

/** What the Terraform variables of one environment leave out. */
export function terraformLosses(model: Model): Loss[] {
  const { environment } = model;
  const found = [
    ...model.components.flatMap((component) => componentLosses(component, environment.provider === 'local')),
    ...dataLosses(model),
    ...(environment.provider === 'local' ? replicaLosses(model) : []),
    ...(environment.provider === 'local' ? containerLosses(model).map(([path, reason]) => [path, reason]) : []),
    ...(environment.networkPolicy ? [['networkPolicy', 'the cluster holds them; see the manifests']] : []),
    ...trafficPaths(environment).map((path) => [path, 'belongs to the way into the cluster; see the manifests']),
    ...(environment.backups && environment.provider === 'local'
      ? [['backups', 'the engine starts nothing on a schedule: run `manifold backup` from a scheduler']]
      : []),
    ...(environment.logs?.loki ? [['logs.loki', 'what keeps logs runs in the cluster; see the manifests']] : []),
    ...logLosses(model).map((reason) => ['logs.retentionDays', reason]),
    ...(environment.quota ? [['quota', 'belongs to a namespace; see the manifests']] : []),
    ...(environment.limitRange ? [['limitRange', 'belongs to a namespace; see the manifests']] : []),
    ...(environment.images.pullSecrets.length > 0
      ? [['images.pullSecrets', 'credentials of registries are given to the cluster, not to Terraform']]
      : []),
  ];
  return found.map(([path = '', reason = '']) => ({
    method: 'terraform',
    environment: environment.name,
    path,
    reason,
  }));
}

function trafficPaths({ edge }: Model['environment']): string[] {
  if (edge.kind === 'none') return [];
  return [
    ...(securityHeaders(edge).length === 0 ? [] : ['edge.headers']),
    ...(edge.rateLimit === undefined ? [] : ['edge.rateLimit']),
  ];
}

/** Containers of a local engine are described whole, services of a cloud are not. */
function componentLosses(component: Component, isLocal: boolean): string[][] {
  const path = `components.${component.name}`;
  if (isForMonitoring(component)) return [[path, 'what watches others runs in the cluster, or in Compose']];
  if (component.run)
    return [[path, 'a job or cron component runs in the cluster; the variables describe services only']];
  const readiness = component.health?.readiness.action;
  return [
    ...(component.ports.length > 1 ? [[`${path}.ports`, 'the first port only']] : []),
    ...(readiness !== undefined && readiness.kind !== 'http' && !isLocal
      ? [
          [
            `${path}.health.readiness`,
            `load balancers of clouds ask over HTTP; a probe of kind ${readiness.kind} is left out`,
          ],
        ]
      : []),
    ...(component.volumes.length > 0
      ? [[`${path}.volumes`, isLocal ? 'a volume of Docker has no size' : 'claims of the cluster; see the manifests']]
      : []),
    ...(component.buildArguments.length > 0 ? [[`${path}.buildArguments`, 'baked in when the image is built']] : []),
    ...component.variables.flatMap(({ name, value }) =>
      value.kind === 'literal' && value.text.normalize('NFC') !== value.text
        ? [[`${path}.environment.${name}`, 'Terraform turns text into Unicode normal form C']]
        : [],
    ),
  ];
}

function dataLosses(model: Model): string[][] {
  return model.backingServices.flatMap((service) => {
    const path = `backingServices.${service.name}`;
    if (!isMade(service, model))
      return service.hosting.mode === 'builtin' ? [[path, 'runs in the cluster; Terraform makes what is managed']] : [];
    if (service.hosting.mode === 'managed' && described(model, service.engine) !== service)
      return [[path, `there is room for one ${service.engine}, which is ${described(model, service.engine)?.name}`]];
    return [
      ...(service.engine === 'postgres' && service.initScripts.length > 0 && service.hosting.mode === 'managed'
        ? [[`${path}.initScripts`, 'Terraform makes the server; run them once by hand or in a job']]
        : []),
      ...(service.version === undefined
        ? [[`${path}.image`, 'its tag starts with no number, so the root takes its own version']]
        : []),
      ...(service.engine === 'redis' && service.database > 0
        ? [[`${path}.database`, 'a server is made, not a logical database']]
        : []),
    ];
  });
}
