/** What /proc/<pid>/status says of who a process is and what it may do. */
export interface ProcessStatus {
  /** Real, effective, saved and file system user. */
  readonly users: readonly number[];
  /** Hexadecimal sets, by their name in the file. */
  readonly capabilities: ReadonlyMap<string, string>;
  readonly noNewPrivileges: string;
  readonly seccomp: string;
}

/** Reads /proc/<pid>/status (proc_pid_status(5)). */
export function parseStatus(text: string): ProcessStatus {
  const fields = new Map(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf(':');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const];
    }),
  );
  const users = (fields.get('Uid') ?? '').split(/\s+/).filter((user) => user !== '');
  return {
    users: users.map(Number),
    capabilities: new Map([...fields].filter(([name]) => name.startsWith('Cap'))),
    noNewPrivileges: fields.get('NoNewPrivs') ?? 'unknown',
    seccomp: fields.get('Seccomp') ?? 'unknown',
  };
}

/** Options of the last mount on `/`, which is the one that counts; undefined when there is none. */
export function rootOptions(mounts: string): readonly string[] | undefined {
  const roots = mounts.split('\n').filter((line) => line.split(' ')[1] === '/');
  return roots.at(-1)?.split(' ')[3]?.split(',');
}

/** Variables by name; undefined when the process has written over the place of its own. */
export function parseEnvironment(text: string): ReadonlyMap<string, string> | undefined {
  const entries = text.split('\0').filter((entry) => entry !== '');
  if (entries.length === 0 || entries.some((entry) => entry.indexOf('=') < 1)) return undefined;
  return new Map(entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}
