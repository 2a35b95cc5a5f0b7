import { newestFirst, type ReleaseRecord } from '../../deploy/release/record';
import { EXIT } from '../../lib/errors';
import type { Command } from '../command';
import { ENVIRONMENT, openDeployments, TARGET_OPTIONS } from '../deployment';
import { type Answer, printAnswers } from '../each-method';
import { refuse } from '../guards';

export const history: Command = {
  name: 'history',
  summary: 'List the releases that are kept, the newest first',
  positionals: [ENVIRONMENT],
  options: TARGET_OPTIONS,
  examples: ['manifold history development --method compose --output json'],
  run: async (invocation) => {
    const answers: Answer[] = [];
    for (const { method, driver } of openDeployments(invocation)) {
      refuse(invocation, await driver.checkPlace());
      const records = newestFirst(await driver.journal.list());
      const json = records.map(({ inventory: _inventory, ...record }) => record);
      answers.push({ method, code: EXIT.ok, json, text: records.map(line).join('') });
    }
    return printAnswers(invocation, answers);
  },
};

function line(record: ReleaseRecord): string {
  const { number, status, method, startedAt, by, digest, commit, reason, rollbackTo } = record;
  const parts = [
    String(number).padStart(4),
    startedAt,
    status.padEnd(11),
    method,
    digest.slice(0, 12),
    by,
    ...(commit === undefined ? [] : [commit.replace(/^([0-9a-f]{12})[0-9a-f]*/, '$1')]),
    ...(rollbackTo === undefined ? [] : [`back to ${rollbackTo}`]),
    ...(reason === undefined ? [] : [reason.split('\n')[0]?.slice(0, 100) ?? '']),
  ];
  return `${parts.join('  ')}\n`;
}
