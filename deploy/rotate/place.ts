import type { Issue } from '../../lib/errors';
import type { BackingService } from '../../model/model';
import type { Running, RunningContainer } from '../running';
import type { Overrides } from './stand-in';
import type { ValueStore } from './values';

/** How long a rotation waits, and who hears of it. */
export interface RestartContext {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly say: (line: string) => void;
}

/** Where an environment runs, as far as a rotation changes it. */
export interface RotationPlace {
  readonly values: ValueStore;
  readonly running: Running;
  /** What stands in the way of rotating the passwords of these; reads only. */
  check(services: readonly BackingService[]): Promise<readonly Issue[]>;
  /** Called once a Secret has its new values: derived files are written again. */
  switched(): Promise<void>;
  /** Begins to start components anew where old containers serve until the new ones are ready, else nothing. */
  start(components: readonly string[], context: RestartContext): Promise<void>;
  /** Ends what was begun: waits until the new containers are ready. */
  ready(components: readonly string[], context: RestartContext): Promise<void>;
  /** Starts components anew, one after the other, and waits for each. */
  restart(components: readonly string[], context: RestartContext): Promise<void>;
  /**
   * Starts components anew with other values of variables, and waits until no container is left that was started with
   * others. Absent where a container ends before the next one starts, so that it would interrupt what it is to spare.
   */
  override?(overrides: Overrides, context: RestartContext): Promise<void>;
  /** Makes a container read its files of secrets soon, where it would later. */
  nudge(container: RunningContainer): Promise<void>;
}
