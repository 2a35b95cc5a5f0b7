import type { Check, CheckContext, CheckResult } from '../../../../checks/live/check';
import { runChecks } from '../../../../checks/live/run-checks';
import type { MissingContainer, RunningContainer } from '../../../../deploy/running';
import type { Model } from '../../../../model/model';
import { REPOSITORY } from '../../../support/command-line';
import { modelsOf } from '../../../support/projects';
import { type FakeRunning, fakeRunning, type Program } from './fake-running';
import { healthyContainers, healthyPrograms } from './healthy';

export const MODELS: readonly Model[] = modelsOf(REPOSITORY);

/** An environment of the application of this repository. */
export function modelOf(name: string): Model {
  const found = MODELS.find(({ environment }) => environment.name === name);
  if (found === undefined) throw new Error(`the environment ${name} is gone`);
  return found;
}

const whole = modelOf('staging');

/** The application as it always runs: the nightly backup may have no container, and exporters are not a part of it. */
export const staging: Model = {
  ...whole,
  components: whole.components.filter(({ run, purpose }) => run === undefined && purpose === undefined),
};

interface Changes extends Partial<Omit<CheckContext, 'running'>> {
  readonly containers?: (healthy: RunningContainer[]) => readonly RunningContainer[];
  /** Containers that do not run. */
  readonly missing?: readonly MissingContainer[];
  /** Programs that behave in another way; what it leaves undefined is healthy. */
  readonly program?: Program;
}

export type TestContext = CheckContext & { readonly running: FakeRunning };

/** A context in which everything is as the model says, but for the changes. */
export function contextWith({
  containers = (all) => all,
  missing = [],
  program,
  ...changes
}: Changes = {}): TestContext {
  const model = changes.model ?? staging;
  const method = changes.method ?? 'kubernetes';
  const healthy = healthyPrograms(model);
  const running = fakeRunning({
    method,
    containers: containers(healthyContainers(model)),
    missing,
    program: (call) => program?.(call) ?? healthy(call),
  });
  const fixed = {
    artifacts: [],
    distFolder: '/nowhere',
    projectFolder: '/nowhere',
    env: {},
    now: () => new Date('2026-03-10T12:00:00Z'),
  };
  return { ...fixed, ...changes, model, method, running };
}

/** What one check says. */
export async function resultsOf(check: Check, context: CheckContext): Promise<readonly CheckResult[]> {
  const [report] = await runChecks([check], context);
  if (report === undefined) throw new Error('no report');
  return report.results;
}

/** How many results there are of each status. */
export function statuses(results: readonly CheckResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** The only result that failed. */
export function failure(results: readonly CheckResult[]): CheckResult {
  const found = results.filter(({ status }) => status === 'failed');
  if (found.length !== 1 || found[0] === undefined) throw new Error(`not one failure: ${JSON.stringify(results)}`);
  return found[0];
}
