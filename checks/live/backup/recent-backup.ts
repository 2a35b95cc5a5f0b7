import { isDumped } from '../../../model/derive/backup-script';
import { type Check, type CheckResult, type FoundBackup, failed, passed, skipped } from '../check';
import { OFFLINE } from '../reading/workloads';
import { earliestLastMoment, lastMoment } from './schedule';

/** How long a backup may take until it is there. */
const GRACE_MILLISECONDS = 60 * 60 * 1000;
const CLOCK_SKEW_MILLISECONDS = 5 * 60 * 1000;

export const recentBackup: Check = {
  id: 'recent-backup',
  category: 'backup',
  title: 'The newest backup is not older than the schedule of the environment, an hour of grace added',
  run: async ({ model, method, running, backups, now }) => {
    const declared = model.environment.backups;
    if (declared === undefined) return [skipped('the environment declares no backups')];
    if (running === undefined) return [OFFLINE];
    const dumped = model.backingServices.filter(isDumped);
    if (dumped.length === 0) return [skipped('no builtin backing service keeps data')];
    // A cluster reads it in UTC; what starts the dumps of Compose does so in a time zone that the model does not know.
    const lastDue = method === 'compose' ? earliestLastMoment : lastMoment;
    const due = lastDue(declared.schedule.text, new Date(now().getTime() - GRACE_MILLISECONDS));
    if (due === undefined) return [failed(`the schedule ${declared.schedule.text} has no last moment`)];
    const found = backups === undefined ? [] : await backups();
    return dumped.map(({ name }) => {
      const own = found.filter(({ service }) => service === name);
      return own.length === 0 ? failed(`no backup of ${name} was found`) : judge(own, { due, now: now() });
    });
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
