import type { Model } from '../model/model';

/** What the nightly backups of an environment leave out, wherever they run. */
export function backupLosses({ environment, backingServices }: Model): readonly string[] {
  if (environment.backups === undefined) return [];
  const builtin = backingServices.filter(({ hosting }) => hosting.mode === 'builtin');
  const unsaved = builtin.flatMap((service) =>
    service.engine === 'redis' && service.persistence === 'aof' ? [service.name] : [],
  );
  return [
    ...(builtin.some(({ engine }) => engine === 'postgres')
      ? ['the nightly dumps lie on a volume beside the data: copy them elsewhere']
      : []),
    ...unsaved.map((name) => `the keys of ${name} are not dumped nightly: \`manifold backup\` dumps them`),
  ];
}
