import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findTestTool } from '../../tools/find';
import { renderChart, valuesFile } from '../support/charts';
import { REPOSITORY } from '../support/command-line';
import type { AnyObject } from '../support/projects';

const helm = findTestTool('helm') ?? '';
// Without the tools outside of CI: npm run tools builds them.
const check = helm === '' ? test.skip : test;
const chart = join(REPOSITORY, '__tests__', 'golden', 'everything-on', 'helm', 'studio');

/** The container of the component whose command lines name what another release names differently. */
function container(...words: readonly string[]): AnyObject {
  const objects = renderChart(helm, 'blue', [chart, '-f', valuesFile(chart, 'bare'), ...words]);
  const found = objects.find((each) => each.kind === 'Deployment' && /indexer$/.test(each.metadata.name));
  return found.spec.template.spec.containers[0];
}

check('command lines name the objects of their release, and its image', () => {
  const words = ['--set', 'namePrefix=null', '--set-string', 'components.indexer.image.tag=9'];
  const { command, args, readinessProbe } = container(...words);
  expect(command).toEqual(['/bin/indexer', '--version=9']);
  expect(args.slice(0, 2)).toEqual(['--environment=bare', '--assets=http://blue-assets:8081']);
  expect(readinessProbe.exec.command).toEqual(['/bin/ready', 'blue-jobs', '$$(x) studio-bare']);
});

check.each(['{{ .Release.Name }}', '$(namePrefix)', '$$(VAR) ${VAR}', 'a\nb "c"'])('%j is never run', (text) => {
  const given = JSON.stringify([text]);
  const words = [`components.indexer.args=${given}`, `components.indexer.readinessCommand=${given}`];
  const { args, readinessProbe } = container(...words.flatMap((word) => ['--set-json', word]));
  expect(args).toEqual([text.replaceAll('$', '$$$$')]);
  expect(readinessProbe.exec.command).toEqual([text]);
});
