import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { mapOf, scalar, type TemplateNode } from '../../../emit/helm/template-node';
import { toTemplate } from '../../../emit/helm/template-yaml';
import { findTestTool } from '../../../tools/find';
import { hostileStrings } from '../../support/hostile-strings';

const folder = mkdtempSync(join(tmpdir(), 'manifold-template-'));
afterAll(() => rmSync(folder, { recursive: true }));

const helm = findTestTool('helm');
const check = helm === undefined ? test.skip : test;

/** What Helm makes of a template with these texts, as keys and as values. */
function throughHelm(texts: readonly string[]): unknown {
  const entries = texts.map((text, index) => ({ key: `k${index}${text}`, node: scalar(text) }));
  const node: TemplateNode = mapOf([{ key: 'texts', node: mapOf(entries) }]);
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: texts\nversion: 0.1.0\n');
  writeFileSync(join(folder, 'templates', 'texts.yaml'), toTemplate(node));
  return load(execFileSync(helm ?? '', ['template', 'texts', folder], { encoding: 'utf8' }));
}

function asWritten(texts: readonly string[]): unknown {
  return { texts: Object.fromEntries(texts.map((text, index) => [`k${index}${text}`, text])) };
}

const BRACES = ['{{', '}}', '{{{', '{{{{', '{{ .Values.x }}', '{{ "{{" }}', '{{- /* x */ -}}', '{{`', '{', '{{\n}}'];

check('texts that look like something else are only texts (helm template; npm run tools)', () => {
  const texts = [...BRACES, ...hostileStrings];
  expect(throughHelm(texts)).toEqual(asWritten(texts));
});

check('so are texts of braces, quotes and lines by chance', () => {
  const part = fc.constantFrom('{', '}', '{{', '}}', '"', "'", '`', '\n', ' ', '\\', '-', '#', '$', 'x', ':', '%');
  const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(text, { minLength: 20, maxLength: 60 }), (texts) => {
      expect(throughHelm(texts)).toEqual(asWritten(texts));
    }),
    { numRuns: 10 },
  );
});
