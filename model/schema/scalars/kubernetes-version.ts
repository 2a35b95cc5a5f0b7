import { numericScalar, type Parsed, quote } from './scalar';

/** A minor version of Kubernetes. */
export interface KubernetesVersion {
  readonly major: 1;
  readonly minor: number;
  readonly text: string;
}

const VERSION = /^1\.(2[89]|[3-9][0-9])$/;

/** `1.28`, the oldest version whose objects are emitted, to `1.99`. */
export const kubernetesVersion = numericScalar<KubernetesVersion>({
  name: 'Kubernetes version',
  allowed: '1.28 or newer, as major.minor',
  examples: ['1.33'],
  pattern: VERSION,
  max: 32,
  numbers: { type: 'number', minimum: 1.28, maximum: 1.99 },
  parse: parseVersion,
});

function parseVersion(text: string): Parsed<KubernetesVersion> {
  const minor = VERSION.exec(text)?.[1];
  if (minor !== undefined) return { value: { major: 1, minor: Number(minor), text } };
  // YAML readers that see a number drop the zero of 1.30; a version may also carry a v, a patch or a provider's suffix.
  const near = /^[0-9]\.[3-9]$/.test(text) ? `${text}0` : (/^v?(1\.[0-9]{2})(?:[.+-].*)?$/.exec(text)?.[1] ?? '');
  const reason = `${quote(text)} is not a Kubernetes version that is supported`;
  return VERSION.test(near) ? { reason, nearest: near } : { reason };
}

/** Whether a cluster has at least that version, such as `1.30`. */
export function isAtLeast(version: KubernetesVersion, text: `1.${number}`): boolean {
  return version.minor >= Number(text.slice(2));
}
