import { literalVariables, mountedSecrets } from '../../charts/parts/variables';
import { maxPods, ownVolumes } from '../../model/derive/capacity';
import type { Egress } from '../../model/derive/network';
import type { Component } from '../../model/model';
import { formatMemory } from '../../model/schema/scalars/memory';
import { lineValues } from './command-lines';
import { referenceText } from './reference-text';
import type { UnionComponent } from './union';
import { imageValues, resourceValues, type ValueMap } from './value';

/** Values of a component in one environment. */
export function componentValues(union: UnionComponent, component: Component, egress: readonly Egress[]): ValueMap {
  return {
    enabled: true,
    image: imageValues(component.image),
    ...(component.run === undefined ? scaling(component) : {}),
    ...(component.run?.schedule === undefined ? {} : { schedule: component.run.schedule }),
    resources: resourceValues(component.resources),
    ...(component.route === undefined ? {} : { route: { host: component.route.host, path: component.route.path } }),
    ...(ownVolumes(component).length === 0 ? {} : { volumes: volumes(component) }),
    ...lineValues(union.lines, component),
    ...variables(union, component),
    egress: egress.map(({ to, port, cidrs }) => ({ to, port, cidrs })),
  };
}

function scaling(component: Component): ValueMap {
  const { autoscaling, disruption, rollout } = component;
  const most = autoscaling?.maxReplicas ?? maxPods(component);
  return {
    replicas: component.replicas,
    autoscaling: {
      enabled: autoscaling !== undefined,
      minReplicas: autoscaling?.minReplicas ?? component.replicas,
      maxReplicas: most,
      ...(autoscaling?.cpu === undefined && autoscaling !== undefined ? {} : { cpu: autoscaling?.cpu ?? 80 }),
      ...(autoscaling?.memory === undefined ? {} : { memory: autoscaling.memory }),
    },
    rollout: { maxSurge: rollout.maxSurge, maxUnavailable: rollout.maxUnavailable },
    disruption:
      disruption?.minAvailable === undefined
        ? { maxUnavailable: disruption?.maxUnavailable ?? 1 }
        : { minAvailable: disruption.minAvailable },
  };
}

function volumes(component: Component): ValueMap {
  return Object.fromEntries(
    ownVolumes(component).map(({ name, sizeBytes, storageClass = '' }) => [
      name,
      { size: formatMemory(sizeBytes), storageClass },
    ]),
  );
}

function variables(union: UnionComponent, component: Component): ValueMap {
  const config: Record<string, string> = literalVariables(component);
  const references: Record<string, string> = {};
  for (const { name, value } of component.variables) {
    const text = value.kind === 'literal' ? referenceText(value.text, value.marks) : undefined;
    if (text === undefined) continue;
    references[name] = text;
    delete config[name];
  }
  const secretVariables = component.variables.flatMap(({ name, value }) =>
    value.kind === 'secret' && value.as === 'value' ? [[name, { secret: value.secret, key: value.key }] as const] : [],
  );
  const files = mountedSecrets(component).map(({ name, keys }) => [name, keys] as const);
  return {
    ...(union.literals.size === 0 ? {} : { config, references }),
    ...(union.secretValues.size === 0 ? {} : { secretVariables: Object.fromEntries(secretVariables) }),
    ...(union.secretFiles.size === 0 ? {} : { secretFiles: Object.fromEntries(files) }),
  };
}
