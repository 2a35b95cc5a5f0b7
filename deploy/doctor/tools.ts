import { type ExecResult, run } from '../../lib/exec';
import type { Method } from '../method';

type Env = Readonly<Record<string, string | undefined>>;

/** A program that methods need, how it is asked for its version, and the oldest that is known to work. */
interface ToolSpec {
  readonly name: string;
  readonly commands: readonly (readonly string[])[];
  readonly oldest: readonly [number, number];
  readonly methods: readonly Method[];
}

export interface ToolReport {
  readonly name: string;
  /** Absent: it is not there, or does not start. */
  readonly version?: string;
  readonly oldest: string;
  readonly isUsable: boolean;
  readonly methods: readonly Method[];
}

const TOOLS: readonly ToolSpec[] = [
  {
    name: 'kubectl',
    commands: [['kubectl', 'version', '--client', '-o', 'json']],
    oldest: [1, 28],
    methods: ['kubernetes', 'helm'],
  },
  { name: 'helm', commands: [['helm', 'version', '--template', '{{.Version}}']], oldest: [3, 18], methods: ['helm'] },
  { name: 'docker', commands: [['docker', '--version']], oldest: [20, 10], methods: ['compose'] },
  {
    name: 'Docker Engine',
    commands: [['docker', 'version', '--format', '{{.Server.Version}}']],
    oldest: [20, 10],
    methods: ['compose'],
  },
  {
    name: 'Docker Compose',
    commands: [
      ['docker', 'compose', 'version', '--short'],
      ['docker-compose', 'version', '--short'],
    ],
    oldest: [2, 30],
    methods: ['compose'],
  },
  { name: 'terraform', commands: [['terraform', 'version', '-json']], oldest: [1, 11], methods: ['terraform'] },
  { name: 'git', commands: [['git', '--version']], oldest: [2, 30], methods: ['argocd'] },
];

const SECONDS = 20;

/** Asks every program for its version, all at once. */
export function inspectTools(env: Env): Promise<readonly ToolReport[]> {
  return Promise.all(TOOLS.map((tool) => inspectTool(tool, env)));
}

async function inspectTool({ name, commands, oldest, methods }: ToolSpec, env: Env): Promise<ToolReport> {
  const common = { name, oldest: oldest.join('.'), methods };
  for (const [program = '', ...args] of commands) {
    const version = versionIn(await run(program, args, { env, timeoutSeconds: SECONDS }));
    if (version !== undefined) return { ...common, version: version.join('.'), isUsable: isNewEnough(version, oldest) };
  }
  return { ...common, isUsable: false };
}

function versionIn(result: ExecResult): readonly number[] | undefined {
  if (result.status !== 'exited' || result.code !== 0) return undefined;
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(result.stdout);
  return found === null ? undefined : found.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)]));
}

function isNewEnough([major = 0, minor = 0]: readonly number[], oldest: readonly [number, number]): boolean {
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
