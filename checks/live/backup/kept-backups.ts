import { type BackupPlace, listBackups, type Note } from '../../../deploy/backup/backups';
import type { FoundBackup } from '../check';

/** What `manifold backup` has kept of each backing service. */
export function keptBackups(place: BackupPlace, note: Note): readonly FoundBackup[] {
  return listBackups(place, note).flatMap(({ name, manifest }) =>
    manifest.services.map(({ service, bytes }) => ({
      name: `${name} of ${service}`,
      service,
      createdAt: new Date(manifest.createdAt),
      bytes,
    })),
  );
}
