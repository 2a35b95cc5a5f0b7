import { currentRelease, newestFirst } from '../../deploy/release/record';
import { EXIT } from '../../lib/errors';
import { type Command, isSet } from '../command';
import { type Deployment, ENVIRONMENT, openDeployments, TARGET_OPTIONS } from '../deployment';
import { type Answer, printAnswers } from '../each-method';
import { refuse } from '../guards';

export const status: Command = {
  name: 'status',
  summary: 'Show the release that is deployed, and whether each of its workloads is ready',
  positionals: [ENVIRONMENT],
  options: { ...TARGET_OPTIONS, 'exit-code': { type: 'boolean', help: 'exit 3 when something is not ready' } },
  examples: ['manifold status development --method compose'],
  run: async (invocation) => {
    const answers: Answer[] = [];
    for (const deployment of openDeployments(invocation)) {
      refuse(invocation, await deployment.driver.checkPlace());
      answers.push(await statusOf(deployment, isSet(invocation, 'exit-code')));
    }
    return printAnswers(invocation, answers);
  },
};

async function statusOf({ method, driver }: Deployment, givesCode: boolean): Promise<Answer> {
  const { place } = driver;
  const records = await driver.journal.list();
  const [newest] = newestFirst(records);
  const current = currentRelease(records);
  const workloads = await driver.status(current);
  const isReady = current !== undefined && workloads.every((workload) => workload.isReady);
  const head =
    current === undefined
      ? `nothing is deployed to the ${place}\n`
      : `release ${current.number} of ${current.finishedAt ?? current.startedAt} by ${current.by}, in the ${place}\n`;
  const last =
    newest !== undefined && newest !== current
      ? `release ${newest.number}: ${newest.status}${newest.reason === undefined ? '' : ` (${newest.reason})`}\n`
      : '';
  return {
    method,
    code: givesCode && !isReady ? EXIT.findings : EXIT.ok,
    json: { place, release: current, newest: newest?.status, isReady, workloads },
    text: `${head}${last}${workloads.map(({ name, detail }) => `  ${name}: ${detail}\n`).join('')}`,
  };
}
