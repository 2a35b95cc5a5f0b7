import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, expect, test } from '@jest/globals';
import { parityTable } from '../../review/parity/table';
import { REPOSITORY } from '../support/command-line';
import { HAS_PARITY_TOOLS, runParity, writeOutputs } from '../support/parity';

const README = join(REPOSITORY, 'README.md');
const [START, END] = ['<!-- parity: start -->', '<!-- parity: end -->'];
const scratch = mkdtempSync(join(tmpdir(), 'manifold-readme-'));
afterAll(() => rmSync(scratch, { recursive: true }));

// Without the tools outside of CI: npm run tools builds them.
const check = HAS_PARITY_TOOLS ? test : test.skip;

check(
  'the parity table in README.md is that of now (npm run golden writes it)',
  async () => {
    const { environments } = await runParity(REPOSITORY, writeOutputs(REPOSITORY, scratch));
    const table = parityTable(environments);
    const source = readFileSync(README, 'utf8');
    const [before, rest] = source.split(START);
    const after = rest?.split(END)[1];
    expect(after).toBeDefined();
    const wanted = `${before}${START}\n\n${table}\n\n${END}${after}`;
    if (env.UPDATE_GOLDEN === '1' && env.CI !== 'true') writeFileSync(README, wanted);
    expect(readFileSync(README, 'utf8')).toBe(wanted);
    expect(table).not.toContain('differs');
  },
  60_000,
);
