import { expect, test } from '@jest/globals';
import type { Model } from '../../model/model';
import type { Backups } from '../../model/schema/backups';
import { cron } from '../../model/schema/scalars/cron';
import { ruleGroups } from '../../monitoring/groups';
import { series } from './alert-case';
import { groupsOf, PROMTOOL, testRules, withPromtool } from './promtool';
import { watchedModel } from './watched-model';

interface Schedules {
  readonly dump?: string;
  readonly drill?: string;
  readonly copy?: string;
}

function modelOf({ dump = '0 2 * * *', drill = '0 4 * * 0', copy }: Schedules): Model {
  const model = watchedModel();
  const { backups } = model.environment;
  if (backups?.s3 === undefined) throw new Error('the environment has no backups in S3');
  const changed: Backups = {
    ...backups,
    schedule: cron.parse(dump),
    drill: { schedule: cron.parse(drill) },
    s3: { ...backups.s3, ...(copy === undefined ? {} : { schedule: cron.parse(copy) }) },
  };
  return { ...model, environment: { ...model.environment, backups: changed } };
}

const LAST = 'kube_cronjob_status_last_successful_time';
const CREATED = 'kube_cronjob_created';

/** The time at which it succeeded is 0; the hours are when nothing is amiss yet, and when it fires. */
const CASES: readonly [alert: string, schedules: Schedules, input: string, hours: readonly [number, number]][] = [
  ['BackupTooOld', { dump: '@hourly' }, series(LAST, 'cronjob="db-backup"', '0x2000'), [2, 4]],
  ['BackupTooOld', { dump: '0 2 * * 0' }, series(LAST, 'cronjob="db-backup"', '0x2000'), [169, 171]],
  ['BackupTooOld', { dump: '0 8-18/2 * * 1-5' }, series(LAST, 'cronjob="db-backup"', '0x2000'), [63, 65]],
  ['BackupNeverMade', { dump: '@every 30m' }, series(CREATED, 'cronjob="db-backup"', '0x2000'), [2, 4]],
  ['BackupNeverMade', { dump: '0 2 * * 0' }, series(CREATED, 'cronjob="db-backup"', '0x2000'), [169, 171]],
  ['BackupCopyTooOld', { dump: '0 2 * * 0' }, series(LAST, 'cronjob="db-backup-copy"', '0x2000'), [169, 171]],
  ['BackupCopyTooOld', { copy: '0 5 * * 0' }, series(LAST, 'cronjob="db-backup-copy"', '0x2000'), [169, 171]],
  ['RestoreDrillTooOld', { drill: '0 4 1 * *' }, series(LAST, 'cronjob="db-drill"', '0x2000'), [768, 771]],
  ['RestoreDrillTooOld', { drill: '0 4 * * *' }, series(LAST, 'cronjob="db-drill"', '0x2000'), [48, 50]],
];

withPromtool(PROMTOOL, () => {
  test.each(CASES)(
    '%s with %j',
    async (alert, schedules, input, [quiet, fires]) => {
      const groups = groupsOf(ruleGroups(modelOf(schedules), 'cluster'), alert);
      const expr = `count(ALERTS{alertname="${alert}",alertstate="firing"})`;
      const at = (hours: number, samples: readonly object[]) => ({
        expr,
        eval_time: `${hours}h`,
        exp_samples: samples,
      });
      const tests = [
        {
          interval: '30m',
          input_series: [JSON.parse(input)],
          promql_expr_test: [at(quiet, []), at(fires, [{ labels: '{}', value: 1 }])],
        },
      ];
      expect(await testRules(groups, tests, '30m')).toBe('SUCCESS');
    },
    60_000,
  );
});
