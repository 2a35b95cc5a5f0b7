import type { Resources } from './schema/resources';
import type { Cidr } from './schema/scalars/cidr';
import type { Cron } from './schema/scalars/cron';
import type { ImageReference } from './schema/scalars/image';

/** Settings of a backing service that runs inside the system. */
export interface Builtin {
  readonly mode: 'builtin';
  readonly image: ImageReference;
  readonly userId: number;
  readonly resources: Resources;
  readonly storageBytes: number;
  readonly storageClass?: string;
  /** It takes the place of what an operator would run, because here is none. */
  readonly standsIn?: true;
}

/** A database that the operator CloudNativePG keeps in a cluster. */
export interface CloudNativePg {
  readonly mode: 'cnpg';
  /** One primary, and a replica for each further one. */
  readonly instances: number;
  readonly image: ImageReference;
  readonly operatorNamespace: string;
  readonly backup?: ObjectBackup;
  /** What each instance may use; and the container that takes its place where no operator is. */
  readonly container: Builtin;
}

/** Base backups and the write-ahead log of a database, in an object store. */
export interface ObjectBackup {
  readonly destinationPath: string;
  readonly endpointURL?: string;
  readonly region?: string;
  readonly retentionDays: number;
  readonly schedule: Cron;
  readonly credentials: { readonly secret: string; readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A backing service that others run: only its address is known. */
export interface Remote {
  readonly mode: 'external' | 'managed';
  readonly cidrs: readonly Cidr[];
}
