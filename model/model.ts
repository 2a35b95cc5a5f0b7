import type { CustomAlert } from './custom-alert';
import type { Provider } from './derive/clouds';
import type { GitopsModel } from './gitops';
import type { Builtin, CloudNativePg, Remote } from './hosting';
import type { Infrastructure } from './infrastructure';
import type { BackingServiceDeclaration } from './schema/backing-service';
import type { Backups } from './schema/backups';
import type { ComposeSettings } from './schema/compose';
import type { DeploySettings } from './schema/deploy';
import type { Edge } from './schema/edge';
import type { ExternalProbe } from './schema/external-probe';
import type { Logs } from './schema/logs';
import type { Monitoring } from './schema/monitoring';
import type { Placement } from './schema/placement';
import type { LimitRange, Quota } from './schema/policy';
import type { Resources } from './schema/resources';
import type { ImageReference } from './schema/scalars/image';
import type { KubernetesVersion } from './schema/scalars/kubernetes-version';
import type { Autoscaling, Disruption, Rollout } from './schema/scaling';
import type { SecretsProvider } from './schema/secrets-provider';
import type { Slo } from './schema/slo';

/** One application in one environment, with every layer merged, every reference resolved and every default filled in. */
export interface Model {
  readonly application: { readonly name: string; readonly version: string; readonly description?: string };
  readonly environment: EnvironmentModel;
  /** Enabled components, by name. */
  readonly components: readonly Component[];
  /** Backing services, by name. */
  readonly backingServices: readonly BackingService[];
  /** Externals, by name. */
  readonly externals: readonly External[];
  /** Every Secret that a pod of this application reads, by name. */
  readonly secrets: readonly Secret[];
  /** Alerts of the application's own, by name. */
  readonly alerts: readonly CustomAlert[];
  /** Absent: no Argo CD objects. */
  readonly gitops?: GitopsModel;
}

export interface EnvironmentModel {
  readonly name: string;
  readonly namespace: string;
  readonly provider: Provider;
  readonly kubernetesVersion: KubernetesVersion;
  readonly domain: string;
  readonly edge: Edge;
  readonly images: {
    readonly pinned: boolean;
    readonly pullPolicy: 'Always' | 'IfNotPresent' | 'Never';
    readonly pullSecrets: readonly string[];
  };
  readonly quota?: Quota;
  readonly limitRange?: LimitRange;
  readonly secretsProvider: SecretsProvider;
  readonly networkPolicy: boolean;
  readonly compose: ComposeSettings;
  readonly deploy: DeploySettings;
  readonly placement: Placement;
  readonly backups?: Backups;
  readonly logs?: Logs;
  /** Absent: nothing watches it but the profile of Compose. */
  readonly monitoring?: Monitoring;
  readonly infrastructure: Infrastructure;
}

export interface Port {
  readonly name: string;
  readonly number: number;
}

/** A place in a text where something stands that another release of the same application would name differently. */
export interface Mark {
  /** Index of its first character. */
  readonly at: number;
  readonly length: number;
  /** The name of a workload of this system, or the tag of the component's own image. */
  readonly what: 'name' | 'imageTag';
}

/** Marks in the words of a command line, by the index of the word. */
export type WordMarks = Readonly<Record<number, readonly Mark[]>>;

/** The value of an environment variable; a secret's value is never known here. */
export type Value =
  | { readonly kind: 'literal'; readonly text: string; readonly marks?: readonly Mark[] }
  | { readonly kind: 'secret'; readonly secret: string; readonly key: string; readonly as: 'value' | 'file' };

export interface Variable {
  readonly name: string;
  readonly value: Value;
}

export interface Need {
  readonly name: string;
  /** A job is waited for, and nothing talks to it. */
  readonly kind: 'component' | 'job' | 'backingService' | 'external';
}

export type ProbeAction =
  | { readonly kind: 'http'; readonly path: string; readonly port: Port }
  | { readonly kind: 'tcp'; readonly port: Port }
  | { readonly kind: 'exec'; readonly command: readonly string[]; readonly marks?: WordMarks };

export interface Probe {
  readonly action: ProbeAction;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** Program in the image with which Docker asks whether the component is ready. */
export type HealthProgram = 'wget' | 'curl' | 'node' | 'none';

export interface Health {
  readonly program: HealthProgram;
  readonly startup: Probe;
  readonly readiness: Probe;
  /** Absent where nothing would tell it from readiness: only the end of the process restarts the container. */
  readonly liveness?: Probe;
}

export interface Volume {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly accessMode: 'ReadWriteOnce' | 'ReadWriteMany';
  /** Absent: that of the cluster. */
  readonly storageClass?: string;
  /** Component whose volume of this name it is: this one only reads it. */
  readonly of?: string;
}

export interface Route {
  readonly host: string;
  readonly path: string;
  readonly port: Port;
}

/** A run that ends: of a job, or of a cron component when it has a schedule. */
export interface Run {
  readonly backoffLimit: number;
  readonly deadlineSeconds: number;
  readonly schedule?: string;
  readonly concurrency: 'Allow' | 'Forbid' | 'Replace';
}

export interface Component {
  readonly name: string;
  readonly kind: 'web' | 'worker' | 'cron' | 'job';
  readonly image: ImageReference;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly commandMarks?: WordMarks;
  readonly argsMarks?: WordMarks;
  /** Numeric user and group id. */
  readonly user: number;
  readonly ports: readonly Port[];
  readonly variables: readonly Variable[];
  /** Baked in when the image is built; no running container gets them. */
  readonly buildArguments: readonly Variable[];
  readonly health?: Health;
  readonly needs: readonly Need[];
  readonly volumes: readonly Volume[];
  readonly writablePaths: readonly string[];
  readonly shutdownGraceSeconds: number;
  readonly route?: Route;
  /** Pods where no autoscaling is set. */
  readonly replicas: number;
  readonly autoscaling?: Autoscaling;
  readonly resources: Resources;
  readonly rollout: Rollout;
  readonly disruption?: Disruption;
  /** Only of cron components and jobs. */
  readonly run?: Run;
  readonly slo?: Slo;
  /** Absent: a part of the application. */
  readonly purpose?: 'monitoring';
}

interface BackingServiceCommon {
  readonly name: string;
  readonly host: string;
  /** Where reads may go that can wait a moment for what was written; the host itself where there are no replicas. */
  readonly readHost: string;
  readonly port: number;
  readonly tls: boolean;
  /** What its image says, such as `15` or `7.2.4`; absent where the tag starts with no version. */
  readonly version?: string;
  /** Secret and key of the password. */
  readonly password: { readonly secret: string; readonly key: string };
}

export interface InitScript {
  readonly name: string;
  readonly content: string;
}

export interface Postgres extends BackingServiceCommon {
  readonly engine: 'postgres';
  readonly database: string;
  readonly user: string;
  readonly initScripts: readonly InitScript[];
  readonly hosting: Builtin | Remote | CloudNativePg;
}

export interface Redis extends BackingServiceCommon {
  readonly engine: 'redis';
  readonly database: number;
  readonly persistence: 'aof' | 'none';
  readonly maxmemoryPolicy: string;
  /** Read-only copies that follow it; none of a Redis that others run. */
  readonly replicas: number;
  readonly hosting: Builtin | Remote;
}

export type BackingService = Postgres | Redis;
export type Engine = BackingServiceDeclaration['engine'];

export interface External {
  readonly name: string;
  /** Name of the chosen endpoint. */
  readonly endpoint: string;
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Declared secret that holds the URL in place of `url`. */
  readonly urlSecret?: { readonly secret: string; readonly key: string };
  /** Absent: nothing asks whether it answers. */
  readonly probe?: ExternalProbe;
}

export interface SecretKey {
  readonly name: string;
  readonly description?: string;
  /** Random bytes to make; absent when a person provides the value. */
  readonly generateBytes?: number;
  /** The value, where it is no secret, such as the name of a user. */
  readonly value?: string;
}

/** One Kubernetes Secret; `owner` says whose it is. */
export interface Secret {
  readonly name: string;
  readonly owner: { readonly kind: 'application' } | { readonly kind: 'backingService'; readonly name: string };
  readonly keys: readonly SecretKey[];
  /** False when the Secret is made elsewhere, as for external backing services. */
  readonly managed: boolean;
}
