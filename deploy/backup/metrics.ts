import { replaceFile } from '../replace-file';
import { type BackupPlace, listBackups, type Note } from './backups';
import { lastDrill } from './drill';

interface Sample {
  readonly application: string;
  readonly service: string;
  readonly value: number;
}

/**
 * Writes how old and how large the newest backup of each backing service is, and when the last drill went well, as a file
 * for the textfile collector of the node exporter. It is a picture of the backups that are there, whichever command asks.
 */
export function writeMetrics(place: BackupPlace, file: string, note: Note): void {
  replaceFile(file, metricsText(place, note));
}

/** The same as text, in the exposition format of Prometheus. */
export function metricsText(place: BackupPlace, note: Note): string {
  const backups = listBackups(place, note);
  const saved = backups.flatMap(({ manifest }) =>
    manifest.services.map(({ service, bytes }) => ({
      application: manifest.application,
      service,
      bytes,
      time: seconds(manifest.createdAt),
    })),
  );
  const newest = saved.filter(({ service }, index) => index === saved.findIndex((each) => each.service === service));
  const drills = backups.flatMap((backup) => {
    const drill = lastDrill(backup);
    if (drill?.outcome !== 'equal') return [];
    const { application } = backup.manifest;
    return drill.services.map(({ service }) => ({ application, service, value: seconds(drill.at) }));
  });
  const lastDrills = drills
    .sort((a, b) => b.value - a.value)
    .filter(({ service }, index, all) => index === all.findIndex((each) => each.service === service));
  const { environment } = place;
  return [
    gauge('backup_last_success_timestamp_seconds', 'When the newest backup was taken.', {
      environment,
      samples: newest.map(({ time, ...rest }) => ({ ...rest, value: time })),
    }),
    gauge('backup_last_size_bytes', 'Size of the newest backup.', {
      environment,
      samples: newest.map(({ bytes, ...rest }) => ({ ...rest, value: bytes })),
    }),
    gauge('restore_drill_last_success_timestamp_seconds', 'When a backup was last restored and found equal.', {
      environment,
      samples: lastDrills,
    }),
  ].join('');
}

function gauge(
  name: string,
  help: string,
  { environment, samples }: { readonly environment: string; readonly samples: readonly Sample[] },
): string {
  if (samples.length === 0) return '';
  const lines = samples.map(
    ({ application, service, value }) =>
      `${name}{application="${application}",environment="${environment}",service="${service}"} ${value}\n`,
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function seconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
