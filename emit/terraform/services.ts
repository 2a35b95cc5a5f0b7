import { compareText } from '../../model/load/diagnostics';
import type { Component, Model, Variable } from '../../model/model';
import { mebibytes } from './amounts';
import type { Json } from './json';

/** What runs all the time, by name; cron components and jobs run in the cluster only. */
export function servicesVariable(model: Model): Json {
  const isRouted = model.environment.edge.kind !== 'none';
  const running = model.components.filter(({ run }) => run === undefined);
  return Object.fromEntries(running.map((component) => [component.name, service(component, isRouted)]));
}

/** Registries of all images that are used, sorted. */
export function registries(model: Model): string[] {
  const images = [
    ...model.components.map(({ image }) => image),
    ...model.backingServices.flatMap(({ hosting }) => (hosting.mode === 'builtin' ? [hosting.image] : [])),
  ];
  return [...new Set(images.map(({ registry }) => registry ?? 'docker.io'))].sort(compareText);
}

function service(component: Component, isRouted: boolean): Json {
  const { autoscaling, image, replicas, route } = component;
  const readiness = component.health?.readiness.action;
  return {
    image: image.text,
    port: component.ports[0]?.number,
    host: isRouted ? route?.host : undefined,
    path: isRouted ? route?.path : undefined,
    min_instances: autoscaling?.minReplicas ?? replicas,
    max_instances: autoscaling?.maxReplicas ?? replicas,
    cpu_target: autoscaling?.cpu,
    memory_target: autoscaling?.memory,
    health_path: readiness?.kind === 'http' ? readiness.path : undefined,
    ...amounts(component),
    user_id: component.user,
    command: component.command,
    args: component.args,
    environment: literals(component.variables),
    secret_environment: secretUses(component.variables),
    // A job is no service here, so that nothing could wait for it.
    needs: component.needs
      .filter(({ kind }) => kind !== 'job')
      .map(({ name }) => name)
      .sort(compareText),
  };
}

function amounts({ resources: { requests, limits } }: Component) {
  return {
    cpu_millicores: requests.cpu.millicores,
    memory_mib: mebibytes(requests.memory.bytes),
    cpu_limit_millicores: limits.cpu.millicores,
    memory_limit_mib: mebibytes(limits.memory.bytes),
  };
}

function literals(variables: readonly Variable[]): Json {
  return Object.fromEntries(
    variables.flatMap(({ name, value }) => (value.kind === 'literal' ? [[name, value.text]] : [])),
  );
}

function secretUses(variables: readonly Variable[]): Json {
  return Object.fromEntries(
    variables.flatMap(({ name, value }) =>
      value.kind === 'secret' ? [[name, { name: value.secret, key: value.key, as_file: value.as === 'file' }]] : [],
    ),
  );
}
