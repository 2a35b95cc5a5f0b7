import { isDumped } from '../../../model/derive/backup-script';
import { type Check, type CheckResult, type FoundBackup, failed, passed, skipped } from '../check';
import { OFFLINE } from '../reading/workloads';
import { lastMoment } from './schedule';

/** How long a backup may take until it is there. */
const GRACE_MILLISECONDS = 60 * 60 * 1000;
const CLOCK_SKEW_MILLISECONDS = 5 * 60 * 1000;

export const recentBackup: Check = {
  id: 'recent-backup',
  category: 'backup',
  title: 'The newest backup is not older than the schedule of the environment, an hour of grace added',
  run: async ({ model, running, backups, now }) => {
    const declared = model.environment.backups;
    if (declared === undefined) return [skipped('the environment declares no backups')];
    if (running === undefined) return [OFFLINE];
    const found = backups === undefined ? [] : await backups();
    if (found.length === 0) return [failed('no backup was found')];
    const due = lastMoment(declared.schedule.text, new Date(now().getTime() - GRACE_MILLISECONDS));
    if (due === undefined) return [failed(`the schedule ${declared.schedule.text} has no last moment`)];
    const dumped = model.backingServices.filter(isDumped).map(({ name }) => name);
    const results = (dumped.length === 0 ? [undefined] : dumped).map((service) => {
      const own = found.filter((each) => each.service === undefined || each.service === service);
      return own.length === 0 ? failed(`no backup of ${service} was found`) : judge(own, { due, now: now() });
    });
    // One backup may be the newest of all of them.
    return [...new Map(results.map((result) => [result.message, result])).values()];
  },
};

function judge(found: readonly FoundBackup[], moments: { readonly due: Date; readonly now: Date }): CheckResult {
  const { due, now } = moments;
  const [newest] = [...found].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  if (newest === undefined) return failed('no backup was found');
  const at = `${newest.name} is of ${newest.createdAt.toISOString()}`;
  if (newest.bytes === 0) return failed(`${newest.name} is empty`);
  if (newest.createdAt.getTime() > now.getTime() + CLOCK_SKEW_MILLISECONDS)
    return failed(`${at}, which is still to come`);
  const isRecent = newest.createdAt.getTime() >= due.getTime();
  return isRecent ? passed(at) : failed(`${at}, one of ${due.toISOString()} or later is due`);
}
