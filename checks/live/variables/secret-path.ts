import type { Value } from '../../../model/model';

/** Where every method mounts a secret that is read as a file; undefined for other values. */
export function secretPath(value: Value): string | undefined {
  return value.kind === 'secret' && value.as === 'file' ? `/run/secrets/${value.secret}/${value.key}` : undefined;
}
