import { type BackupPlace, bytesOf, listBackups, type Note } from '../../../deploy/backup/backups';
import type { FoundBackup } from '../check';

/** What `manifold backup` has kept. */
export function keptBackups(place: BackupPlace, note: Note): readonly FoundBackup[] {
  return listBackups(place, note).map((backup) => ({
    name: backup.name,
    createdAt: new Date(backup.manifest.createdAt),
    bytes: bytesOf(backup),
  }));
}
