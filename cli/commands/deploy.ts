import { projectCommit } from '../../deploy/release/commit';
import { type DeployOptions, type DeployResult, exitCodeOf, release, type Wanted } from '../../deploy/release/deploy';
import { thisRun } from '../../deploy/release/identity';
import { imagesOf } from '../../deploy/release/images';
import { madeObjects } from '../../deploy/release/record';
import { EXIT, type ExitCode, type Issue } from '../../lib/errors';
import { type Command, type Invocation, isSet, textOption } from '../command';
import { type Deployment, ENVIRONMENT, openDeployments, selectEnvironment, TARGET_OPTIONS } from '../deployment';
import { secondsOf } from '../durations';
import { inTurn } from '../each-method';
import { confirm, massDeletion, refuse, staleDist } from '../guards';
import { wantsJson } from '../options';
import { progressOf } from '../progress';

/** Options of commands that put a release in place. */
export const RELEASE_OPTIONS = {
  ...TARGET_OPTIONS,
  yes: { type: 'boolean', short: 'y', help: 'do not ask' },
  timeout: { type: 'string', value: 'DURATION', help: 'longest time for everything to become ready (default: 10m)' },
  wait: { type: 'boolean', help: 'wait until everything is ready; this is the default' },
  'no-wait': { type: 'boolean', help: 'end when everything was sent, without waiting or rolling back' },
  'no-rollback': { type: 'boolean', help: 'leave a release that failed as it is, to look at it' },
  'take-over': { type: 'boolean', help: 'take what another tool, or another method, has made' },
  'yes-prune': { type: 'boolean', help: 'delete even a large part of what is there' },
} as const;

export const deploy: Command = {
  name: 'deploy',
  summary: 'Bring an environment to what the model says, wait for it, and go back when it fails',
  positionals: [ENVIRONMENT],
  options: {
    ...RELEASE_OPTIONS,
    'dry-run': {
      type: 'string',
      value: 'WHERE',
      choices: ['none', 'client', 'server'],
      help: 'client: what would be sent, without asking anybody; server: what would change; none (default)',
    },
    'allow-stale': { type: 'boolean', help: 'deploy what the model gives, whatever lies in dist' },
  },
  examples: [
    'manifold deploy staging --dry-run client',
    'manifold deploy staging --method compose --dry-run client --output json',
    'manifold deploy development --method compose --yes',
    'manifold deploy development --method compose --yes --allow-stale --set config.LOG_LEVEL=warn',
  ],
  run: async (invocation) => {
    const dryRun = textOption(invocation, 'dry-run') ?? 'none';
    if (dryRun === 'client') return showFiles(invocation);
    const deployments = openDeployments(invocation);
    // All of them before the first write: one that is refused would leave half of the environment new.
    const issues: Issue[] = [];
    for (const deployment of deployments) {
      if (!isSet(invocation, 'allow-stale')) issues.push(...staleDist(deployment));
      issues.push(...(await deployment.driver.preflight()));
    }
    refuse(invocation, issues);
    return inTurn(invocation, deployments, (deployment) => {
      const wanted = { artifacts: deployment.driver.artifacts, images: imagesOf(deployment.model) };
      return putInPlace(invocation, deployment, { wanted, isDryRun: dryRun === 'server' });
    });
  },
};

/** What would be sent, by an environment and its methods alone. */
function showFiles(invocation: Invocation): ExitCode {
  for (const { method, artifacts } of selectEnvironment(invocation)) {
    const files = artifacts.map(({ path }) => path);
    if (wantsJson(invocation)) invocation.io.stdout(`${JSON.stringify({ type: 'files', method, files })}\n`);
    else invocation.io.stdout(files.map((path) => `${path}\n`).join(''));
  }
  return EXIT.ok;
}

/** Shows what would change, asks, and does it; gives the exit code. */
export async function putInPlace(
  invocation: Invocation,
  deployment: Deployment,
  { wanted, isDryRun }: { readonly wanted: Wanted; readonly isDryRun: boolean },
): Promise<ExitCode> {
  const { driver } = deployment;
  const report = progressOf(invocation);
  const inventory = madeObjects(await driver.journal.list());
  const changes = await driver.changes(wanted.artifacts, inventory);
  report({ type: 'changes', changes });
  if (isDryRun) return EXIT.ok;
  if (!isSet(invocation, 'yes-prune') && changes.some(({ action }) => action === 'delete'))
    refuse(invocation, massDeletion(changes, (await driver.deployedCount?.()) ?? inventory.length));
  if (changes.length > 0) await confirm(invocation, `Apply ${changes.length} changes to the ${driver.place}?`);
  const result = await release(driver, { ...wanted, changes }, await optionsOf(invocation, deployment, wanted));
  tell(invocation, result);
  return exitCodeOf(result.outcome);
}

async function optionsOf(invocation: Invocation, deployment: Deployment, wanted: Wanted): Promise<DeployOptions> {
  const { model, projectFolder, now } = deployment;
  const { io } = invocation;
  const wait = !isSet(invocation, 'no-wait');
  const commit = await projectCommit(projectFolder, io.env);
  return {
    application: model.application.name,
    environment: model.environment.name,
    holder: thisRun(now),
    now,
    report: progressOf(invocation),
    signal: io.signal ?? new AbortController().signal,
    timeoutSeconds: secondsOf('timeout', textOption(invocation, 'timeout') ?? '10m'),
    rollBackOnFailure: wait && !isSet(invocation, 'no-rollback'),
    wait,
    images: wanted.images,
    ...(commit === undefined ? {} : { commit }),
  };
}

function tell(invocation: Invocation, result: DeployResult): void {
  const { outcome, release: number, failure } = result;
  if (wantsJson(invocation)) {
    invocation.io.stdout(`${JSON.stringify({ type: 'result', ...result })}\n`);
    return;
  }
  const which = number === undefined ? '' : ` (release ${number})`;
  const reason = failure === undefined ? '' : `: ${failure.message}`;
  invocation.io.stderr(`${outcome}${which}${reason}\n`);
  if (outcome === 'rollback-failed')
    invocation.io.stderr((failure?.details ?? []).map((line) => `  ${line}\n`).join(''));
}
