import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../lib/errors';
import type { Running, RunningContainer } from '../running';
import { containerOf, runInside } from './inside';
import type { RestartContext } from './place';

/** A file in the container of a backing service. */
export interface InsideFile {
  readonly running: Running;
  readonly service: string;
  readonly path: string;
}

export interface FileWait {
  readonly context: RestartContext;
  readonly now: () => Date;
  readonly pollMilliseconds: number;
  readonly nudge: (container: RunningContainer) => Promise<void>;
}

/** Waits until a file holds a value; only its hash leaves the container. */
export async function untilFileHolds(file: InsideFile, value: string, wait: FileWait): Promise<void> {
  const { running, service, path } = file;
  const wanted = createHash('sha256').update(value).digest('hex');
  const command = ['sh', '-c', 'sha256sum < "$1"', 'rotate', path];
  for (let isNudged = false; ; isNudged = true) {
    const said = await runInside(running, service, { what: `read the hash of ${path}`, command });
    if (said.split(' ')[0] === wanted) return;
    if (!isNudged) await wait.nudge(await containerOf(running, service));
    if (wait.context.signal.aborted || wait.now().getTime() >= wait.context.deadline)
      throw new UserError(`${service} has not read its new password yet`, { exitCode: EXIT.failed });
    await sleep(wait.pollMilliseconds);
  }
}
