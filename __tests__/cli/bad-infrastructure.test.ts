import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { copyProject, runIn } from '../support/command-line';

let project: ReturnType<typeof copyProject>;

beforeAll(() => {
  project = copyProject();
});

afterAll(() => project.remove());

/** One mistake in the infrastructure of an environment, with where it is and what is said of it. */
test.each<[what: string, environment: string, at: string, message: string]>([
  [
    'backups for 36 days',
    'provider: aws\nbackups: { schedule: "0 2 * * *", keepDays: 36 }\n',
    '2:45',
    'backups.keepDays',
  ],
  [
    'subnets that share addresses',
    'provider: aws\ninfrastructure: { network: { cidr: 10.0.0.0/16, publicSubnets: [10.0.0.0/20], privateSubnets: [10.0.8.0/21] } }\n',
    '2:95',
    'share addresses',
  ],
  [
    'a zone of another region',
    'provider: gcp\ninfrastructure: { region: europe-west1, availabilityZones: [europe-west2-a] }\n',
    '2:61',
    'europe-west2-a is no zone of europe-west1 in gcp',
  ],
  ['an unknown provider', 'provider: ibm\n', '1:11', 'provider: "ibm"'],
  [
    'managed Redis on linode',
    'provider: linode\nbackingServices: { redis: { mode: managed } }\n',
    '2:35',
    'linode has no managed Redis',
  ],
])('%s is refused with its place, and nothing is written', async (_what, environment, at, message) => {
  writeFileSync(join(project.folder, 'envs', 'staging.yaml'), environment);
  const { code, stderr } = await runIn(project.folder, ['synth']);
  expect(code).toBe(2);
  expect(stderr).toContain(`envs/staging.yaml:${at}: error: `);
  expect(stderr).toContain(message);
});
