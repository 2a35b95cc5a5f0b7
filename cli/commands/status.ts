import { currentRelease, newestFirst } from '../../deploy/release/record';
import { EXIT } from '../../lib/errors';
import { type Command, isSet } from '../command';
import { ENVIRONMENT, openDeployment, TARGET_OPTIONS } from '../deployment';
import { refuse } from '../guards';
import { printJson, wantsJson } from '../options';

export const status: Command = {
  name: 'status',
  summary: 'Show the release that is deployed, and whether each of its workloads is ready',
  positionals: [ENVIRONMENT],
  options: { ...TARGET_OPTIONS, 'exit-code': { type: 'boolean', help: 'exit 3 when something is not ready' } },
  examples: ['manifold status development --method compose'],
  run: async (invocation) => {
    const { driver } = openDeployment(invocation);
    refuse(invocation, await driver.checkPlace());
    const records = await driver.journal.list();
    const [newest] = newestFirst(records);
    const current = currentRelease(records);
    const workloads = await driver.status(current);
    const isReady = current !== undefined && workloads.every((workload) => workload.isReady);
    if (wantsJson(invocation))
      printJson(invocation, { place: driver.place, release: current, newest: newest?.status, isReady, workloads });
    else {
      const head =
        current === undefined
          ? `nothing is deployed to the ${driver.place}\n`
          : `release ${current.number} of ${current.finishedAt ?? current.startedAt} by ${current.by}, in the ${driver.place}\n`;
      const last =
        newest !== undefined && newest !== current
          ? `release ${newest.number}: ${newest.status}${newest.reason === undefined ? '' : ` (${newest.reason})`}\n`
          : '';
      invocation.io.stdout(`${head}${last}${workloads.map(({ name, detail }) => `  ${name}: ${detail}\n`).join('')}`);
    }
    return isSet(invocation, 'exit-code') && !isReady ? EXIT.findings : EXIT.ok;
  },
};
