import { isDumped } from '../model/derive/backup-script';
import type { Model } from '../model/model';

/** What the nightly backups of an environment leave out, wherever they run. */
export function backupLosses({ environment, backingServices }: Model): readonly string[] {
  if (environment.backups === undefined || !backingServices.some(isDumped)) return [];
  return environment.backups.s3 === undefined
    ? ['the nightly dumps lie on a volume beside the data: copy them elsewhere, or set `backups.s3`']
    : [];
}
