import { madeObjects } from '../../deploy/release/record';
import { EXIT } from '../../lib/errors';
import { type Command, isSet } from '../command';
import { ENVIRONMENT, openDeployments, TARGET_OPTIONS } from '../deployment';
import { type Answer, printAnswers } from '../each-method';
import { refuse } from '../guards';
import { changeLine } from '../progress';

export const diff: Command = {
  name: 'diff',
  summary: 'Show what a deployment would change, field by field, without values',
  positionals: [ENVIRONMENT],
  options: {
    ...TARGET_OPTIONS,
    'exit-code': { type: 'boolean', help: 'exit 3 when something would change' },
    'take-over': { type: 'boolean', help: 'compare with what another tool, or another method, has made' },
  },
  examples: ['manifold diff development --method compose'],
  run: async (invocation) => {
    const deployments = openDeployments(invocation);
    const answers: Answer[] = [];
    for (const { method, driver } of deployments) {
      refuse(invocation, await driver.preflight());
      const changes = await driver.changes(driver.artifacts, madeObjects(await driver.journal.list()));
      const code = isSet(invocation, 'exit-code') && changes.length > 0 ? EXIT.findings : EXIT.ok;
      answers.push({ method, code, json: { place: driver.place, changes }, text: changes.map(changeLine).join('') });
    }
    return printAnswers(invocation, answers);
  },
};
