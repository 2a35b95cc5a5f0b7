import type { Loss } from '../../emit/losses';
import { FACT_NAMES, type Fact } from './facts';

/** The differences that a declared loss explains: of one workload, or of all where none is named. */
export interface Excuse {
  readonly loss: Loss;
  readonly workload?: string;
  readonly facts: ReadonlySet<Fact>;
}

/** Fields below a component or backing service, with what differs when a method has no place for them. */
const FIELDS: readonly (readonly [field: RegExp, facts: readonly Fact[]])[] = [
  [/^autoscaling$/, ['maxReplicas']],
  [/^environment\./, ['environment']],
  [/^health\.readiness$/, ['health', 'healthPath', 'healthTiming']],
  [/^ports$/, ['leaves']],
  [/^route$/, ['route', 'address']],
  [/^schedule$/, ['schedule']],
  [/^storage\.size$/, ['volumeSizes']],
  [/^volumes$/, ['volumeSizes']],
];

/** Fields of the way in, which holds for all workloads. */
const EDGE: Readonly<Record<string, readonly Fact[]>> = {
  'edge.headers': ['headers'],
  'edge.rateLimit': ['requestRate', 'requestBurst'],
  'edge.rateLimit.burst': ['requestBurst'],
};

/** What a loss explains; undefined when it is about nothing that is compared. */
export function excuseOf(loss: Loss): Excuse | undefined {
  if (loss.path === 'networkPolicy') return { loss, facts: new Set<Fact>(['linked', 'calls', 'leaves']) };
  const ofEdge = EDGE[loss.path];
  if (ofEdge !== undefined) return { loss, facts: new Set(ofEdge) };
  const match = /^(?:components|backingServices)\.([^.]+)(?:\.(.+))?$/.exec(loss.path);
  const workload = match?.[1];
  if (workload === undefined) return undefined;
  const field = match?.[2];
  if (field === undefined) return { loss, workload, facts: new Set(FACT_NAMES) };
  // The path of a probe that is not over HTTP is absent on both sides.
  const hasPath = loss.method !== 'terraform';
  const facts = FIELDS.find(([pattern]) => pattern.test(field))?.[1].filter((fact) => fact !== 'healthPath' || hasPath);
  return facts === undefined ? undefined : { loss, workload, facts: new Set(facts) };
}
