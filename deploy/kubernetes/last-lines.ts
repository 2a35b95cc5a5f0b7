import type { Kubectl } from './kubectl';
import type { Trouble } from './troubles';

const LOG_LINES = 50;
/** What kubectl prints, with exit code 0, for a container that is gone. */
const NO_LOG = 'unable to retrieve container logs';

/** The end of the log of the run that crashed, or of the one that is there. */
export async function lastLines(kubectl: Kubectl, of: Pick<Trouble, 'pod' | 'container'>): Promise<readonly string[]> {
  const container = of.container === undefined ? ['--all-containers'] : ['-c', of.container];
  for (const which of [['--previous'], []]) {
    const args = ['logs', of.pod ?? '', ...container, `--tail=${LOG_LINES}`, ...which];
    const { code, stdout } = await kubectl.try(args);
    const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith(NO_LOG));
    if (code === 0 && lines.length > 0) return lines.map((line) => `${of.pod} | ${line}`);
  }
  return [];
}
