import type { Loss } from '../../emit/losses';
import { type Excuse, excuseOf } from './excuses';
import { type EnvironmentFacts, FACT_NAMES, type Fact } from './facts';
import { CARRIED, CARRIED_OF_ENGINES, type ComparedMethod, SILENT_ABOUT_ENGINES } from './methods';

/** One fact of one workload that a method states otherwise than the model. */
export interface Difference {
  readonly environment: string;
  readonly workload: string;
  readonly fact: Fact;
  readonly method: ComparedMethod;
  /** What is expected; undefined: that there is none. */
  readonly expected: string | undefined;
  readonly found: string | undefined;
  /** The declared reason, where there is one. */
  readonly reason?: string;
}

/** How one environment was compared. */
export interface Comparison {
  readonly environment: string;
  /** Facts that were compared and are the same, by method. */
  readonly same: Readonly<Partial<Record<ComparedMethod, number>>>;
  readonly differences: readonly Difference[];
  readonly declared: readonly Difference[];
  /** Declared losses that explain no difference: they say more than is true. */
  readonly stale: readonly Loss[];
}

export interface ComparisonInput {
  readonly environment: string;
  /** What each method is to state: the facts of the part that it deploys. */
  readonly model: (method: ComparedMethod) => EnvironmentFacts;
  /** Names of the workloads that are engines of backing services. */
  readonly engines: ReadonlySet<string>;
  readonly methods: ReadonlyMap<ComparedMethod, EnvironmentFacts>;
  readonly losses: readonly Loss[];
}

/** Compares fact by fact what each method states with what the model states. */
export function compareFacts(input: ComparisonInput): Comparison {
  const excuses = input.losses
    .filter(({ environment }) => environment === input.environment)
    .flatMap((loss) => excuseOf(loss) ?? []);
  const used = new Set<Excuse>();
  const same: Partial<Record<ComparedMethod, number>> = {};
  const found: Difference[] = [];
  for (const [method, facts] of input.methods) {
    const model = input.model(method);
    const workloads = new Set([...model.keys(), ...facts.keys()]);
    for (const workload of [...workloads].sort())
      for (const fact of carriedFacts(input, method, workload)) {
        const expected = (reference(input, method, { workload, fact }) ?? model).get(workload)?.[fact];
        const value = facts.get(workload)?.[fact];
        if (value === expected) same[method] = (same[method] ?? 0) + 1;
        else
          found.push(
            explained(
              { environment: input.environment, workload, fact, method, expected, found: value },
              excuses,
              used,
            ),
          );
      }
  }
  return {
    environment: input.environment,
    same,
    differences: found.filter(({ reason }) => reason === undefined),
    declared: found.filter(({ reason }) => reason !== undefined),
    stale: excuses.filter((each) => !used.has(each) && isCompared(each, input)).map(({ loss }) => loss),
  };
}

function carriedFacts({ engines }: ComparisonInput, method: ComparedMethod, workload: string): readonly Fact[] {
  return FACT_NAMES.filter(
    (fact) =>
      CARRIED[method].has(fact) && (method !== 'terraform' || !engines.has(workload) || CARRIED_OF_ENGINES.has(fact)),
  );
}

/** Where the model is silent, the first method that runs the same image is what the others are compared with. */
function reference(
  { engines, methods, model }: ComparisonInput,
  method: ComparedMethod,
  { workload, fact }: { readonly workload: string; readonly fact: Fact },
): EnvironmentFacts | undefined {
  if (!engines.has(workload) || !SILENT_ABOUT_ENGINES.has(fact)) return undefined;
  const imageOf = (of: ComparedMethod): string | undefined => model(of).get(workload)?.image;
  const image = imageOf(method);
  return [...methods].find(([other, facts]) => facts.has(workload) && imageOf(other) === image)?.[1];
}

function explained(difference: Difference, excuses: readonly Excuse[], used: Set<Excuse>): Difference {
  const excuse = excuses.find(
    ({ loss, workload, facts }) =>
      loss.method === difference.method &&
      (workload === undefined || workload === difference.workload) &&
      facts.has(difference.fact),
  );
  if (excuse === undefined) return difference;
  used.add(excuse);
  return { ...difference, reason: excuse.loss.reason };
}

/** Whether a loss could have explained something: its method was compared, and has a field for one of the facts. */
function isCompared({ loss, facts }: Excuse, { methods }: ComparisonInput): boolean {
  const method = loss.method as ComparedMethod;
  return methods.has(method) && [...facts].some((fact) => CARRIED[method].has(fact));
}
