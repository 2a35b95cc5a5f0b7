import { expect, test } from '@jest/globals';
import { composeLosses } from '../../../emit/compose/losses';
import { ENVIRONMENTS } from '../../support/projects';

test.each(ENVIRONMENTS)('no loss of %s stands there twice', (_title, model) => {
  const losses = composeLosses(model).map(({ path, reason }) => `${path}: ${reason}`);
  expect(losses.filter((loss, index) => losses.indexOf(loss) !== index)).toEqual([]);
});

test.each(ENVIRONMENTS)('what of %s may not run twice at once is a loss, for nothing sees to it', (_title, model) => {
  const paths = composeLosses(model).map(({ path }) => path);
  for (const { name, kind, run } of model.components) {
    const isLost = kind === 'cron' && run?.concurrency !== 'Allow';
    expect([name, paths.includes(`components.${name}.concurrency`)]).toEqual([name, isLost]);
  }
});
