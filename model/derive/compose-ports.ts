import type { Component, Model } from '../model';
import { routedComponents } from './reached';

/** Containers of a component in a Compose project, where nothing scales. */
export function composeReplicas({ autoscaling, replicas }: Component): number {
  return autoscaling?.minReplicas ?? replicas;
}

/** Ports of the host that the services have which only a Compose project has, by their field in `compose.ports`. */
export function composeOwnPorts(model: Model): Map<string, number> {
  const { ports } = model.environment.compose;
  const isRouted = routedComponents(model).length > 0;
  return new Map([
    ...(isRouted
      ? ([
          ['http', ports.http],
          ['https', ports.https],
        ] as const)
      : []),
    ['prometheus', ports.prometheus],
    ['grafana', ports.grafana],
  ]);
}

/**
 * Ports of the host on 127.0.0.1 by component: the one that `compose.ports.components` gives, or the component's own
 * first port where nothing else has it. None where several containers would want it: the profile edge is the way in.
 */
export function composeHostPorts(model: Model): Map<string, number> {
  const given = model.environment.compose.ports.components;
  const single = model.components.filter(
    (component) => component.kind === 'web' && component.ports.length > 0 && composeReplicas(component) === 1,
  );
  const taken = new Set([...composeOwnPorts(model).values(), ...Object.values(given)]);
  const result = new Map<string, number>();
  for (const { name, ports } of single) {
    const wanted = given[name] ?? ports[0]?.number;
    if (wanted === undefined || (given[name] === undefined && taken.has(wanted))) continue;
    taken.add(wanted);
    result.set(name, wanted);
  }
  return result;
}
