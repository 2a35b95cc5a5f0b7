import type { Backup } from './backups';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Backups older than these days, of which none is the newest of a backing service. */
export function outdated(backups: readonly Backup[], keepDays: number, now: Date): readonly Backup[] {
  const oldest = now.getTime() - keepDays * DAY_MILLISECONDS;
  const seen = new Set<string>();
  const newestFirst = [...backups].sort((a, b) => timeOf(b) - timeOf(a));
  return newestFirst.filter((backup) => {
    const services = backup.manifest.services.map(({ service }) => service);
    const isNewestOfOne = services.some((service) => !seen.has(service));
    for (const service of services) seen.add(service);
    return !isNewestOfOne && timeOf(backup) < oldest;
  });
}

function timeOf({ manifest }: Backup): number {
  return Date.parse(manifest.createdAt);
}
