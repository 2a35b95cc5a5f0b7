import { madeObjects } from '../../deploy/release/record';
import { EXIT } from '../../lib/errors';
import { type Command, isSet } from '../command';
import { ENVIRONMENT, openDeployment, TARGET_OPTIONS } from '../deployment';
import { refuse } from '../guards';
import { printJson, wantsJson } from '../options';
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
    const { driver } = openDeployment(invocation);
    refuse(invocation, await driver.preflight());
    const changes = await driver.changes(driver.artifacts, madeObjects(await driver.journal.list()));
    if (wantsJson(invocation)) printJson(invocation, { place: driver.place, changes });
    else invocation.io.stdout(changes.map(changeLine).join(''));
    return isSet(invocation, 'exit-code') && changes.length > 0 ? EXIT.findings : EXIT.ok;
  },
};
