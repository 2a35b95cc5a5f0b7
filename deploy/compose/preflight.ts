import { createServer } from 'node:net';
import type { Artifact } from '../../emit/artifact';
import type { Issue } from '../../lib/errors';
import { projectContainers } from './containers';
import type { Engine } from './engine';
import { servicesOf } from './project';

const OLDEST_COMPOSE = [2, 30] as const;
const OLDEST_ENGINE = [20, 10] as const;

/** Docker and Compose: whether they are there, answer, and are new enough (docs/compose.md). */
export async function checkEngine(engine: Engine): Promise<readonly Issue[]> {
  const result = await engine.docker(['version', '--format', '{{.Server.Version}}'], { timeoutSeconds: 20 });
  if (result.status === 'missing') return [issue('no-tool', 'docker is not on PATH')];
  if (result.status !== 'exited' || result.code !== 0) {
    const said = 'stderr' in result ? result.stderr.trim() : result.status;
    return [issue('no-engine', `the Docker engine does not answer: ${said}`)];
  }
  const version = await engine.composeVersion();
  if (version === undefined) return [issue('no-tool', 'neither docker compose nor docker-compose is there')];
  return [
    ...tooOld('Docker Engine', result.stdout.trim(), OLDEST_ENGINE),
    ...tooOld('Docker Compose', version, OLDEST_COMPOSE),
  ];
}

function tooOld(what: string, version: string, [major, minor]: readonly [number, number]): Issue[] {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const isOld = ownMajor < major || (ownMajor === major && ownMinor < minor);
  return isOld
    ? [issue('old-tool', `${what} is ${version}, and ${major}.${minor} is the oldest that is known to work`)]
    : [];
}

/** Ports of this machine that something else has; only where the engine is on this machine. */
export async function checkPorts(
  engine: Engine,
  project: string,
  artifacts: readonly Artifact[],
): Promise<readonly Issue[]> {
  const own = new Set(
    (await projectContainers(engine, project)).flatMap(({ NetworkSettings }) =>
      Object.values(NetworkSettings.Ports ?? {}).flatMap((bindings) =>
        (bindings ?? []).map(({ HostPort }) => HostPort),
      ),
    ),
  );
  const wanted = Object.entries(servicesOf(artifacts)).flatMap(([service, { ports = [] }]) =>
    ports.map((port) => ({ service, ...port })),
  );
  const taken = await Promise.all(
    wanted
      .filter(({ published }) => !own.has(published))
      .map(async ({ service, published, host_ip: address = '0.0.0.0' }) =>
        (await isFree(Number(published), address))
          ? []
          : [
              issue(
                'port-taken',
                `port ${published} of ${address} is taken, which ${service} wants: set compose.ports.components.${service}`,
              ),
            ],
      ),
  );
  return taken.flat();
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((settle) => {
    const server = createServer();
    // Ports below 1024 may not be ours to try.
    server.once('error', (error: NodeJS.ErrnoException) => settle(error.code !== 'EADDRINUSE'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => settle(true)));
  });
}

const PROJECT_LABEL = '{{index .Labels "com.docker.compose.project"}}';

/** Volumes of the names that this project uses, but made by another. */
export async function checkVolumes(engine: Engine, project: string): Promise<readonly Issue[]> {
  const names = (await engine.output(['volume', 'ls', '--format', '{{.Name}}', '--filter', `name=${project}_`]))
    .split('\n')
    .filter((name) => name.startsWith(`${project}_`));
  if (names.length === 0) return [];
  const owners = await engine.output(['volume', 'inspect', '--format', `{{.Name}} ${PROJECT_LABEL}`, ...names]);
  return owners
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, owner]) => owner !== project)
    .map(([name = '', owner = '']) =>
      issue(
        'other-owner',
        `the volume ${name} was made by ${owner === '' ? 'something else' : `the project ${owner}`}: its data would be used`,
      ),
    );
}

function issue(code: string, message: string): Issue {
  return { code, path: 'deploy', message, severity: 'error' };
}
