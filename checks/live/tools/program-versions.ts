import type { Method } from '../../../deploy/method';
import { assertNever } from '../../../lib/errors';
import { run } from '../../../lib/exec';
import { type Check, type CheckContext, type CheckResult, failed, passed } from '../check';

/** A program, how it is asked for its version, and the oldest that will do. */
interface Program {
  readonly name: string;
  /** Command lines that are tried in turn, because a tool may be a plugin or a program of its own. */
  readonly commands: readonly (readonly [string, ...string[]])[];
  readonly least: readonly [number, number];
}

const KUBECTL: Program = { name: 'kubectl', commands: [['kubectl', 'version', '--client']], least: [1, 28] };
const HELM: Program = { name: 'helm', commands: [['helm', 'version', '--short']], least: [3, 8] };
const DOCKER: Program = { name: 'docker', commands: [['docker', '--version']], least: [20, 10] };
/** The engine is another program than the client, and may be on another machine. */
const ENGINE: Program = {
  name: 'Docker Engine',
  commands: [['docker', 'version', '--format', '{{.Server.Version}}']],
  least: [20, 10],
};
const COMPOSE: Program = {
  name: 'Docker Compose',
  commands: [
    ['docker', 'compose', 'version'],
    ['docker-compose', 'version'],
  ],
  // The first that reads `env_file` with `format: raw`.
  least: [2, 30],
};
/** The first whose S3 backend locks by a file without being experimental. */
const TERRAFORM: Program = { name: 'terraform', commands: [['terraform', 'version']], least: [1, 11] };

export const programVersions: Check = {
  id: 'program-versions',
  category: 'tools',
  title: 'The programs of the method are there and new enough',
  run: (context) => {
    const engines = context.method === 'compose' && context.running !== undefined ? [ENGINE] : [];
    return Promise.all([...programsOf(context.method), ...engines].map((program) => judge(program, context)));
  },
};

function programsOf(method: Method): readonly Program[] {
  switch (method) {
    case 'kubernetes':
    case 'argocd':
      return [KUBECTL];
    case 'helm':
      return [KUBECTL, HELM];
    case 'compose':
      return [DOCKER, COMPOSE];
    case 'terraform':
      return [TERRAFORM];
    default:
      return assertNever(method);
  }
}

async function judge({ name, commands, least }: Program, { env }: CheckContext): Promise<CheckResult> {
  const wanted = least.join('.');
  for (const [command, ...args] of commands) {
    const result = await run(command, args, { env, timeoutSeconds: 20 });
    if (result.status !== 'exited' || result.code !== 0) continue;
    const [text, major = '', minor = ''] = /v?(\d+)\.(\d+)(?:\.\d+)?/.exec(result.stdout) ?? [];
    if (text === undefined) return failed(`${name} does not say its version`);
    const isEnough = Number(major) === least[0] ? Number(minor) >= least[1] : Number(major) > least[0];
    return isEnough ? passed(`${name} ${text}`) : failed(`${name} is ${text}, it has to be ${wanted} or newer`);
  }
  return failed(`${name} ${wanted} or newer is not there, or does not start`);
}
