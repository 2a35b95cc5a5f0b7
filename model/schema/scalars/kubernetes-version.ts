import { scalar } from './scalar';

/** A minor version of Kubernetes. */
export interface KubernetesVersion {
  readonly minor: number;
  readonly text: string;
}

/** Oldest minor version whose objects are emitted. */
const OLDEST_MINOR = 28;

/** `1.28` or newer. */
export const kubernetesVersion = scalar<KubernetesVersion>({
  description: 'Kubernetes version',
  allowed: '1.28 or newer, as major.minor',
  examples: ['1.33'],
  pattern: /^1\.[0-9]{2}$/,
  parse: (text) => {
    const match = /^1\.([0-9]{2})$/.exec(text);
    if (match && Number(match[1]) >= OLDEST_MINOR) return { value: { minor: Number(match[1]), text } };
    const near = /^v?(1\.[0-9]{2})/.exec(text)?.[1];
    return {
      message: `"${text}" is not a Kubernetes version that is supported`,
      ...(near && near !== text ? { nearest: near } : {}),
    };
  },
});

/** Whether a cluster has at least that version, such as `1.30`. */
export function isAtLeast(version: KubernetesVersion, text: `1.${number}`): boolean {
  return version.minor >= Number(text.slice(2));
}
