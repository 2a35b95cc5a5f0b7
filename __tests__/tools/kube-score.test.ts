import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { findTestTool } from '../../tools/find';
import { REPOSITORY } from '../support/command-line';

interface Waiver {
  readonly check: string;
  readonly object: string;
  readonly reason: string;
}

interface Finding {
  readonly check: string;
  readonly object: string;
  readonly grade: number;
}

interface ScoredObject {
  readonly object_meta: { readonly name: string; readonly namespace?: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
  }[];
}

const ALL_FINE = 10;
const CRITICAL = 1;
const golden = join(REPOSITORY, '__tests__', 'golden');
const files = readdirSync(golden).flatMap((project) =>
  readdirSync(join(golden, project))
    .filter((name) => name.endsWith('.k8s.yaml'))
    .map((name) => join(golden, project, name)),
);
const tool = findTestTool('kube-score');
const waivers = load(readFileSync(join(REPOSITORY, 'checks', 'waivers.yaml'), 'utf8')) as Waiver[];

/** kube-score exits with 1 when it finds something, and prints the same JSON. */
function score(paths: readonly string[]): Finding[] {
  const args = ['score', '--output-format', 'json', '--kubernetes-version', 'v1.33', ...paths];
  let json: string;
  try {
    json = execFileSync(tool ?? '', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 2 ** 20,
    });
  } catch (error) {
    json = (error as { stdout: string }).stdout;
  }
  return (JSON.parse(json) as ScoredObject[]).flatMap(({ object_meta: meta, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade < ALL_FINE)
      .map(({ check, grade }) => ({ check: check.id, object: `${meta.namespace}/${meta.name}`, grade })),
  );
}

function isWaived(finding: Finding): boolean {
  return waivers.some(({ check, object }) => check === finding.check && new RegExp(object).test(finding.object));
}

const withTool = tool === undefined ? describe.skip : describe;

withTool(tool === undefined ? 'kube-score (skipped: not installed, run npm run tools)' : 'kube-score', () => {
  const findings = tool === undefined ? [] : score(files);

  test('finds nothing critical in the manifests of PFM', () => {
    expect(findings.filter(({ grade, object }) => grade === CRITICAL && object.startsWith('pfm-'))).toEqual([]);
  });

  test('finds nothing that has no waiver', () => {
    expect(findings.filter((finding) => !isWaived(finding))).toEqual([]);
  });

  test.each(waivers.map((waiver) => [waiver.check, waiver] as const))(
    'the waiver for %s has a reason and is needed',
    (_check, waiver) => {
      expect(waiver.reason.length).toBeGreaterThan(20);
      expect(
        findings.filter(({ check, object }) => check === waiver.check && new RegExp(waiver.object).test(object)),
      ).not.toEqual([]);
    },
  );
});
