import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe } from '@jest/globals';
import { toYaml } from '../../emit/yaml';
import type { RuleGroup } from '../../monitoring/alert';
import { findTestTool } from '../../tools/find';

const run = promisify(execFile);

export const promtool = findTestTool('promtool');
export const withPromtool = promtool === undefined ? describe.skip : describe;
export const PROMTOOL = promtool === undefined ? 'promtool (skipped: not installed)' : 'promtool';

/** The rules that an alert needs: days of all of them take minutes. */
export function groupsOf(all: readonly RuleGroup[], alert: string): readonly RuleGroup[] {
  return all
    .map(({ name, rules }) => ({ name, rules: rules.filter((rule) => 'record' in rule || rule.alert === alert) }))
    .filter(({ rules }) => rules.length > 0);
}

/** SUCCESS, or what promtool says of the tests that fail. */
export async function testRules(
  groups: readonly RuleGroup[],
  tests: readonly object[],
  interval = '1m',
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'manifold-rules-'));
  const rules = join(folder, 'rules.yml');
  const file = join(folder, 'test.yml');
  writeFileSync(rules, toYaml({ groups }));
  // promtool takes groups in any order otherwise, and what others recorded one interval ago is stale.
  const order = { group_eval_order: groups.map(({ name }) => name), evaluation_interval: interval };
  writeFileSync(file, toYaml({ rule_files: [rules], ...order, tests }));
  try {
    const { stdout } = await run(promtool ?? '', ['test', 'rules', file]);
    return stdout.includes('SUCCESS') ? 'SUCCESS' : stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    return `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
