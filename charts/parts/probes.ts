import { assertNever } from '../../lib/errors';
import type { Health, Probe } from '../../model/model';
import { k8s } from '../k8s';

/** The three probes of a container. */
export function containerProbes(
  health: Health | undefined,
): Pick<k8s.Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  if (!health) return {};
  return {
    startupProbe: toProbe(health.startup),
    readinessProbe: toProbe(health.readiness),
    ...(health.liveness === undefined ? {} : { livenessProbe: toProbe(health.liveness) }),
  };
}

function toProbe(probe: Probe): k8s.Probe {
  const timing = {
    periodSeconds: probe.periodSeconds,
    timeoutSeconds: probe.timeoutSeconds,
    failureThreshold: probe.failureThreshold,
  };
  const { action } = probe;
  switch (action.kind) {
    case 'http':
      return { httpGet: { path: action.path, port: k8s.IntOrString.fromString(action.port.name) }, ...timing };
    case 'tcp':
      return { tcpSocket: { port: k8s.IntOrString.fromString(action.port.name) }, ...timing };
    case 'exec':
      return { exec: { command: [...action.command] }, ...timing };
    default:
      return assertNever(action);
  }
}
