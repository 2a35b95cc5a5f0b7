import type { Component, Volume } from '../model';

/** NetworkPolicies of the whole namespace; beside them, each workload has one of its own name. */
export const POLICIES_FOR_ALL: readonly string[] = ['default-deny', 'allow-dns', 'allow-acme-solver'];

/** PersistentVolumeClaim of a volume that the pods of a component share, or that it reads beside its owner. */
export function claimName(component: Component, volume: Volume): string {
  return `${volume.of ?? component.name}-${volume.name}`;
}

/** Volume in a pod for the writable path of that number. */
export function writableVolumeName(index: number): string {
  return `writable-${index}`;
}

/** Volume in a pod for a Secret that is mounted as files. */
export function secretVolumeName(secret: string): string {
  return `secret-${secret}`;
}

/** Secret of the account with which the Issuer of a namespace asks for certificates; cert-manager makes it. */
export const ACME_ACCOUNT_SECRET = 'acme-account';

/** Secret with the certificate of a route; without a given one, cert-manager makes it. */
export function certificateSecret(tls: { readonly secretName?: string | undefined }, component: string): string {
  return tls.secretName ?? `${component}-tls`;
}
