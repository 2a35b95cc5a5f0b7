import type { Component, Model, Port } from '../model';

/** A port of this name is one that Prometheus reads. */
const METRICS_PORT = 'metrics';

export type Routed = Component & { readonly route: NonNullable<Component['route']> };

/** Components that the outside reaches by a host name, where there is a way in at all. */
export function routedComponents(model: Model): Routed[] {
  if (model.environment.edge.kind === 'none') return [];
  return model.components.filter((component): component is Routed => component.route !== undefined);
}

/** Components with a port that Prometheus reads. */
export function measuredComponents(model: Model): { readonly name: string; readonly port: number }[] {
  return model.components.flatMap((component) => {
    const port = metricsPort(component);
    return port === undefined ? [] : [{ name: component.name, port: port.number }];
  });
}

/** The port that Prometheus reads; what ends by itself has none. */
export function metricsPort({ ports, run }: Component): Port | undefined {
  return run === undefined ? ports.find((each) => each.name === METRICS_PORT) : undefined;
}
