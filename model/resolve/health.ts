import { nearest } from '../../lib/nearest';
import type { Health, Port, Probe, ProbeAction } from '../model';
import type { Health as HealthDeclaration, Probe as ProbeDeclaration } from '../schema/health';
import type { ResolveContext } from './context';
import type { Scope } from './scope';
import { resolveWords } from './words';

const DEFAULT_PERIOD_SECONDS = 10;
const STARTUP_PERIOD_SECONDS = 5;
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_FAILURE_THRESHOLD = 3;
/** Liveness waits longer than readiness, so that a pod is taken out of service before it is restarted. */
const LIVENESS_FAILURE_THRESHOLD = 6;

/** The three probes of a component, each with its defaults filled in. */
export function resolveHealth(
  context: ResolveContext,
  component: { readonly name: string; readonly ports: readonly Port[]; readonly scope: Scope },
  declaration: HealthDeclaration,
): Health {
  const action = (probe: ProbeDeclaration, field: string): ProbeAction =>
    resolveAction(context, probe, { ...component, path: ['components', component.name, 'health', field] });
  const readinessAction = action(declaration.readiness, 'readiness');
  const liveness = declaration.liveness
    ? probe(declaration.liveness, action(declaration.liveness, 'liveness'))
    : defaultLiveness(readinessAction, component.ports);
  const startup = declaration.startup ?? declaration.readiness;
  const startupPeriod = declaration.startup?.period?.seconds ?? STARTUP_PERIOD_SECONDS;
  return {
    program: declaration.program,
    readiness: probe(declaration.readiness, readinessAction),
    ...(liveness === undefined ? {} : { liveness }),
    startup: {
      action: declaration.startup ? action(declaration.startup, 'startup') : readinessAction,
      periodSeconds: startupPeriod,
      timeoutSeconds: startup.timeout?.seconds ?? Math.min(DEFAULT_TIMEOUT_SECONDS, startupPeriod),
      failureThreshold:
        declaration.startup?.failureThreshold ??
        Math.max(1, Math.ceil(declaration.startupTimeout.seconds / startupPeriod)),
    },
  };
}

function probe(declaration: ProbeDeclaration, action: ProbeAction): Probe {
  const periodSeconds = declaration.period?.seconds ?? DEFAULT_PERIOD_SECONDS;
  return {
    action,
    periodSeconds,
    timeoutSeconds: declaration.timeout?.seconds ?? Math.min(DEFAULT_TIMEOUT_SECONDS, periodSeconds),
    failureThreshold: declaration.failureThreshold ?? DEFAULT_FAILURE_THRESHOLD,
  };
}

/** A connection asks no dependency. What readiness runs may ask some, and then a dependency that is down would restart every pod. */
function defaultLiveness(readiness: ProbeAction, ports: readonly Port[]): Probe | undefined {
  const port = readiness.kind === 'exec' ? ports[0] : readiness.port;
  if (port === undefined) return undefined;
  return {
    action: { kind: 'tcp', port },
    periodSeconds: DEFAULT_PERIOD_SECONDS,
    timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
    failureThreshold: LIVENESS_FAILURE_THRESHOLD,
  };
}

function resolveAction(
  context: ResolveContext,
  declaration: ProbeDeclaration,
  at: { readonly path: readonly string[]; readonly ports: readonly Port[]; readonly scope: Scope },
): ProbeAction {
  if ('exec' in declaration) {
    const { words, marks } = resolveWords(context, declaration.exec, { path: [...at.path, 'exec'], scope: at.scope });
    return { kind: 'exec', command: words, ...(marks === undefined ? {} : { marks }) };
  }
  const kind = 'http' in declaration ? 'http' : 'tcp';
  const wanted = 'http' in declaration ? declaration.http.port : declaration.tcp.port;
  const port = resolvePort(context, { ports: at.ports, wanted, path: [...at.path, kind, 'port'] });
  return 'http' in declaration ? { kind: 'http', path: declaration.http.path, port } : { kind: 'tcp', port };
}

/** The port of that name, or the first one; reports an unknown name. */
export function resolvePort(
  context: ResolveContext,
  input: { readonly ports: readonly Port[]; readonly wanted: string | undefined; readonly path: readonly string[] },
): Port {
  const { ports, wanted } = input;
  const found = wanted === undefined ? ports[0] : ports.find((port) => port.name === wanted);
  if (found) return found;
  const names = ports.map((port) => port.name);
  const near = wanted === undefined ? undefined : nearest(wanted, names);
  context.diagnostics.report(
    { document: 'application', path: input.path },
    {
      code: 'unknown-port',
      message: wanted === undefined ? 'the component has no ports' : `unknown port "${wanted}"`,
      ...(wanted === undefined ? {} : { value: wanted }),
      allowed: names.join(', ') || 'declare the port under `ports`',
      ...(near === undefined ? {} : { nearest: near }),
    },
  );
  return { name: wanted ?? 'none', number: 1 };
}
