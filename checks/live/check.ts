import type { Change } from '../../deploy/driver';
import type { Method } from '../../deploy/method';
import type { Running, RunningContainer } from '../../deploy/running';
import type { Artifact } from '../../emit/artifact';
import type { Issue } from '../../lib/errors';
import type { Model } from '../../model/model';
import type { LoadSettings, LoadTool } from './performance/load-tool';

/** What a check is about, in the order of the report. */
export const CATEGORIES = [
  'tools',
  'syntax',
  'security',
  'variables',
  'networking',
  'monitoring',
  'backup',
  'performance',
  'documentation',
  'integration',
] as const;

export type Category = (typeof CATEGORIES)[number];

/** A backup that exists. */
export interface FoundBackup {
  readonly name: string;
  readonly createdAt: Date;
  /** Absent where nobody has seen the files. */
  readonly bytes?: number;
  /** The backing service that it is of. */
  readonly service: string;
}

/** Where the TLS of a host is asked for, and the certificates that are trusted besides those of the system. */
export interface TlsEndpoint {
  readonly host: string;
  readonly port: number;
  readonly authorities?: readonly string[];
}

/** What a check may look at. Everything but the model and the files is absent where it cannot be asked. */
export interface CheckContext {
  readonly model: Model;
  readonly method: Method;
  /** What synth makes of every environment. */
  readonly artifacts: readonly Artifact[];
  readonly distFolder: string;
  readonly projectFolder: string;
  /** Absent where nothing that runs is to be asked. */
  readonly running?: Running;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Absent: no load is made. */
  readonly load?: LoadSettings;
  readonly loadTool?: LoadTool;
  /** Names of the objects of a kind that are in the namespace now. */
  readonly objects?: (kind: string) => Promise<readonly string[]>;
  /** What a deployment would change now. */
  readonly changes?: () => Promise<readonly Change[]>;
  /** What the rules of the model say of the project. */
  readonly issues?: readonly Issue[];
  readonly backups?: () => Promise<readonly FoundBackup[]>;
  /** Where a public host is asked; by default itself on port 443. */
  readonly tlsEndpoint?: (host: string) => TlsEndpoint;
}

/** What a check says of one thing; a value of a secret never stands in it. */
export interface CheckResult {
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly message: string;
  readonly details?: readonly string[];
}

/** One question with a yes, a no, or a reason why it was not asked. */
export interface Check {
  /** Stable kebab-case name. */
  readonly id: string;
  readonly category: Category;
  /** One line: what holds when the check passes. */
  readonly title: string;
  /** The only methods that it makes sense for; absent: all. */
  readonly methods?: readonly Method[];
  readonly run: (context: CheckContext) => Promise<readonly CheckResult[]>;
}

/** A way into one container. */
export interface Inside {
  readonly running: Running;
  readonly container: RunningContainer;
}

/** The methods after which pods run. */
export const CLUSTER_METHODS: readonly Method[] = ['kubernetes', 'helm', 'argocd'];

export function passed(message: string): CheckResult {
  return { status: 'passed', message };
}

export function failed(message: string, details: readonly string[] = []): CheckResult {
  return { status: 'failed', message, ...(details.length === 0 ? {} : { details }) };
}

export function skipped(message: string): CheckResult {
  return { status: 'skipped', message };
}
