import { expect, test } from '@jest/globals';
import { loadTexts } from '../../support/project';
import { WEB } from '../rules/rule-case';

const JOB = '  migrate: { kind: job, image: "shop/api:1" }\n';
const CRON = '  report: { kind: cron, image: "shop/api:1", schedule: "@daily" }\n';
const WORKER = '  mailer: { kind: worker, image: "shop/api:1" }\n';

function issuesOf(needs: string, environment = ''): { message: string; allowed?: string }[] {
  const app = `${WEB}    needs: [${needs}]\n${JOB}${CRON}${WORKER}`;
  return [...loadTexts(app, environment).issues].map(({ message, allowed }) => ({
    message,
    ...(allowed === undefined ? {} : { allowed }),
  }));
}

test('a component may need a job, which is waited for', () => {
  expect(issuesOf('migrate')).toEqual([]);
});

test('only what answers or ends is offered', () => {
  expect(issuesOf('migrat')).toEqual([expect.objectContaining({ allowed: 'migrate' })]);
});

test.each(['report', 'mailer'])('nothing can need %s, which does neither', (name) => {
  expect(issuesOf(name)[0]?.message).toContain(`web needs ${name}, which listens on no port`);
});

test('a job that is switched off is not waited for', () => {
  expect(issuesOf('migrate', 'components: { migrate: { enabled: false } }\n')).toEqual([]);
});
