import { env } from 'node:process';
import type { Running } from '../../deploy/running';
import { run } from '../../lib/exec';

/** What a program finds here in the place of its container. */
export interface LocalPlace {
  /** Folder of what would lie in `/run/secrets`. */
  readonly secrets: string;
  readonly path?: string;
}

/** A server of this machine as the one container of a backing service: runs here what would run in it. */
export function localRunning(service: string, { secrets, path = env.PATH }: LocalPlace): Running {
  const refuse = (): Promise<never> => Promise.reject(new Error('there is nothing but a database'));
  return {
    method: 'compose',
    containers: async () => [{ workload: service, id: service, image: 'x', isReady: true, restarts: 0 }],
    missing: async () => [],
    execute: (_container, [program = '', ...words], options = {}) => {
      const here = words.map((word) => word.replace(/^\/run\/secrets\//, `${secrets}/`));
      return run(program, here, { ...options, env: { PATH: path } });
    },
    open: refuse,
    restart: refuse,
    freeze: async () => {},
    thaw: async () => {},
  };
}
