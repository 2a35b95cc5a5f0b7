import { expect, test } from '@jest/globals';
import { ALLOY, LOKI, logStore } from '../../model/derive/log-store';
import { measuredComponents } from '../../model/derive/reached';
import { type AnyObject, ENVIRONMENTS } from '../support/projects';

function annotated(objects: readonly AnyObject[]): string[] {
  return objects
    .filter(({ spec }) => spec?.template?.metadata?.annotations?.['prometheus.io/scrape'] === 'true')
    .map(({ metadata }) => metadata.name)
    .sort();
}

test.each(ENVIRONMENTS)('%s: only a Prometheus that is let in is told to ask', (_title, model, objects) => {
  const isFoundByThem = model.environment.monitoring?.kind === 'annotations';
  const measured = measuredComponents(model).map(({ name }) => name);
  const all = [...measured, ...(logStore(model) === undefined ? [] : [ALLOY, LOKI])].sort();
  expect(annotated(objects)).toEqual(isFoundByThem ? all : []);
});

test('some environments have them', () => {
  expect(ENVIRONMENTS.flatMap(([, , objects]) => annotated(objects)).length).toBeGreaterThan(2);
});
