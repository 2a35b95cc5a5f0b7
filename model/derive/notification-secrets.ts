import type { Monitoring } from '../schema/monitoring';

/** Keys of secrets that the receivers of notifications read; `path` leads to them below `monitoring.notifications`. */
export function notificationSecrets(
  monitoring: Monitoring | undefined,
): readonly { readonly secret: string; readonly key: string; readonly path: readonly (string | number)[] }[] {
  if (monitoring === undefined) return [];
  return (['critical', 'warning'] as const).flatMap((severity) =>
    monitoring.notifications[severity].flatMap((receiver, index) => {
      if (receiver.kind !== 'email') return [{ ...receiver.url, path: [severity, index, 'url'] }];
      return receiver.password === undefined ? [] : [{ ...receiver.password, path: [severity, index, 'password'] }];
    }),
  );
}
