import type { ExecResult } from '../lib/exec';
import type { Method } from './method';

/** A container of a component or of a backing service, as it is now. */
export interface RunningContainer {
  /** Name of the component or backing service. */
  readonly workload: string;
  /** Name of the pod, or of the container on a Docker engine. */
  readonly id: string;
  /** As its platform names it. */
  readonly image: string;
  readonly isReady: boolean;
  readonly restarts: number;
}

/** A container of something that is to run for good, and does not. */
export interface MissingContainer {
  /** Name of the component or backing service. */
  readonly workload: string;
  /** Name of the pod, or of the container on a Docker engine. */
  readonly id: string;
  /** What its platform says of it. */
  readonly reason: string;
}

/** What a program in a container is given; see `ExecOptions`. */
export interface ExecuteOptions {
  readonly input?: string | Uint8Array;
  readonly inputFile?: string;
  readonly outputFile?: string;
  readonly timeoutSeconds?: number;
}

/** A port of a workload that this machine can reach until it is closed. */
export interface OpenPort {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** What of an environment runs, however it was deployed. */
export interface Running {
  readonly method: Method;
  /** Containers of components and backing services, by workload and name; none when nothing was deployed. */
  containers(): Promise<readonly RunningContainer[]>;
  /** Containers that were made, and do not run; what has done its work is none. */
  missing(): Promise<readonly MissingContainer[]>;
  /** Runs a program in a container: an argument array, through no shell. */
  execute(container: RunningContainer, command: readonly string[], options?: ExecuteOptions): Promise<ExecResult>;
  /** Makes a port of a workload reachable; throws a `UserError` where it cannot. */
  open(workload: string, port: number): Promise<OpenPort>;
  /** Stops every container of the components, and waits until they are gone; backing services go on. */
  freeze(components: readonly string[]): Promise<void>;
  /** Starts the components again as they were. */
  thaw(components: readonly string[]): Promise<void>;
  /** Ends the container of a backing service after it has saved nothing, and waits until its successor is ready. */
  restart(backingService: string): Promise<void>;
}
