import { literalVariables, secretVariables } from '../../../../charts/parts/variables';
import type { RunningContainer } from '../../../../deploy/running';
import type { Component, Model } from '../../../../model/model';
import { type Call, exit, type Program } from './fake-running';

/** Value of every secret; it must stand in no report. */
export const SECRET = 'Zm9yYmlkZGVu-hunter2';

/** A ready container of each component that goes on and of each builtin backing service. */
export function healthyContainers(model: Model): RunningContainer[] {
  const container = (workload: string, image: string): RunningContainer => ({
    workload,
    id: `${workload}-0`,
    image,
    isReady: true,
    restarts: 0,
  });
  return [
    ...model.components.filter(({ run }) => run === undefined).map(({ name, image }) => container(name, image.text)),
    ...model.backingServices.flatMap(({ name, hosting }) =>
      hosting.mode === 'builtin' ? [container(name, hosting.image.text)] : [],
    ),
  ];
}

/** Programs of an environment in which everything is as the model says. */
export function healthyPrograms(model: Model): Program {
  return (call) => {
    const [program, ...args] = call.command;
    if (program === 'cat') return procFile(model, call.container.workload, args[0] ?? '');
    if (program === 'sh') return shell(model, call);
    return undefined;
  };
}

function procFile(model: Model, workload: string, path: string): ReturnType<Program> {
  const component = model.components.find(({ name }) => name === workload);
  const service = model.backingServices.find(({ name }) => name === workload);
  const port = component === undefined ? (service?.port ?? 0) : (component.ports[0]?.number ?? 0);
  const user = component?.user ?? (service?.hosting.mode === 'builtin' ? service.hosting.userId : 0);
  const files: Readonly<Record<string, string>> = {
    '/proc/1/status': status(user),
    '/proc/1/mounts':
      'overlay / overlay ro,relatime,lowerdir=/a 0 0\nproc /proc proc rw,nosuid 0 0\ntmpfs /tmp tmpfs rw 0 0\n',
    '/proc/net/tcp': sockets([`0100007F:${hex(9999)}`, `0B00007F:${hex(40001)}`, `00000000:${hex(port)}`]),
    '/proc/net/tcp6': sockets([
      `00000000000000000000000001000000:${hex(9998)}`,
      `00000000000000000000000000000000:${hex(port)}`,
    ]),
    '/proc/1/environ': component === undefined ? 'PATH=/bin\0' : environ(component),
  };
  return files[path] ?? exit(1, `cat: can't open '${path}': No such file or directory`);
}

export function status(user: number): string {
  const zero = '0000000000000000';
  const sets = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => `${name}:\t${zero}`);
  const users = Array.from({ length: 4 }, () => user).join('\t');
  return ['Name:\tserver', `Uid:\t${users}`, ...sets, 'NoNewPrivs:\t1', 'Seccomp:\t2', 'Seccomp_filters:\t1', ''].join(
    '\n',
  );
}

/** Listening sockets as /proc/net/tcp has them. */
export function sockets(local: readonly string[]): string {
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const lines = local.map(
    (address, index) => `   ${index}: ${address} 00000000:0000 0A 00000000:00000000 00:00000000 00000000 10001 0 5 1`,
  );
  const established = `   9: 0500000A:D431 0600000A:1538 01 00000000:00000000 00:00000000 00000000 10001 0 6 1`;
  return `${[head, ...lines, established].join('\n')}\n`;
}

export function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

/** The variables as the manifests give them, each secret filled. */
export function environ(component: Component): string {
  const secrets = secretVariables(component).map(({ name }) => [name, SECRET]);
  return [['PATH', '/bin'], ...Object.entries(literalVariables(component)), ...secrets]
    .map(([name, value]) => `${name}=${value}\0`)
    .join('');
}

function shell(model: Model, { command, input, container }: Call): ReturnType<Program> {
  const script = command[2] ?? '';
  if (script.includes('-s "$1"')) return 'filled\n';
  if (script.includes('psql'))
    return postgres(model, container.workload, script.includes('not-the-password') ? '' : input);
  if (!script.includes('redis-cli')) return undefined;
  if (script.includes('unset')) return 'NOAUTH Authentication required.\n';
  if (script.includes('not-the-password'))
    return 'AUTH failed: WRONGPASS invalid username-password pair\nNOAUTH Authentication required.\n';
  const [, , value = ''] = input.split('\n')[1]?.split(' ') ?? [];
  return `PONG\nOK\n${value}\n1\n0\n`;
}

function postgres(model: Model, name: string, input: string): string {
  if (input === '') return 'psql: error: FATAL:  password authentication failed for user "x"\nrefused by psql\n';
  if (input.startsWith('begin')) return 'read 42\ngone\n';
  const service = model.backingServices.find((each) => each.name === name);
  return service?.engine === 'postgres' ? `${service.user} ${service.database}\n` : '';
}
