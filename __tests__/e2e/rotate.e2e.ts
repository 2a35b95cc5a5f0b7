import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { STEPS } from '../../deploy/rotate/journal';
import { type CliOptions, type CliResult, copyProject, type ProjectCopy } from './support/cli-run';
import { docker, loadImages } from './support/docker';
import { deleteNamespace, getObject } from './support/kubectl';
import { get, type LoadResult, startLoad } from './support/load';
import { type Provisioner, startProvisioner } from './support/volumes';

const NAMESPACE = 'rotate-e2e';
const KEYS = ['cache/password', 'database/password', 'web/signing'];
const ONE = ['--set', 'components.web.replicas=1'];

interface Place {
  readonly method: string;
  readonly words: readonly string[];
  begin(): Promise<void>;
  end(project: ProjectCopy): Promise<void>;
  url(): Promise<string>;
  /** Values by `secret/key`, those beside them included. */
  values(project: ProjectCopy): Promise<Record<string, string>>;
  /** When PostgreSQL and Redis were started, which no rotation does again. */
  servers(): Promise<string>;
}

let provisioner: Provisioner | undefined;

function cluster(method: string): Place {
  return {
    method,
    words: [],
    begin: async () => {
      await deleteNamespace(NAMESPACE);
      provisioner = startProvisioner(NAMESPACE);
    },
    end: async () => {
      await provisioner?.stop();
      await deleteNamespace(NAMESPACE);
    },
    url: async () => {
      const { spec } = await getObject<{ spec: { clusterIP: string } }>(['service', 'web', '-n', NAMESPACE]);
      return `http://${spec.clusterIP}:8080`;
    },
    values: async () => {
      const found: Record<string, string> = {};
      for (const name of ['cache', 'database', 'web']) {
        const { data } = await getObject<{ data: Record<string, string> }>(['secret', name, '-n', NAMESPACE]);
        for (const [key, value] of Object.entries(data))
          found[`${name}/${key}`] = Buffer.from(value, 'base64').toString('utf8');
      }
      return found;
    },
    servers: async () => {
      const pods = ['database-0', 'cache-0'].map((pod) =>
        getObject<{ metadata: { uid: string }; status: { containerStatuses: readonly { restartCount: number }[] } }>([
          'pod',
          pod,
          '-n',
          NAMESPACE,
        ]),
      );
      return (await Promise.all(pods))
        .map(({ metadata, status }) => `${metadata.uid} ${status.containerStatuses[0]?.restartCount}`)
        .join('\n');
    },
  };
}

const compose: Place = {
  method: 'compose',
  words: ONE,
  begin: loadImages,
  end: async (project) => {
    await project.run('teardown', [...ONE, '--delete-data', '--no-backup', '--confirm', 'e2e']);
  },
  url: async () => 'http://127.0.0.1:18091',
  values: async ({ folder }) => {
    const root = join(folder, '.secrets', 'e2e');
    const names = ['cache', 'database', 'web'].flatMap((secret) =>
      readdirSync(join(root, secret)).map((key) => `${secret}/${key}`),
    );
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
  },
  servers: () =>
    docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', 'rotate-e2e-database-1', 'rotate-e2e-cache-1'),
};

describe.each([compose, cluster('kubernetes'), cluster('helm')].map((place) => [place.method, place] as const))(
  'by %s',
  (method, place) => {
    let project: ProjectCopy;
    const rotate = (words: readonly string[] = [], options: CliOptions = {}): Promise<CliResult> =>
      project.run('secrets rotate', [...words, ...place.words, '--yes'], options);

    beforeAll(async () => {
      await place.begin();
      project = await copyProject('rotate', method);
      const { code, stderr: said } = await project.run('deploy', [...place.words, '--yes']);
      if (code !== 0) throw new Error(said);
    });

    afterAll(async () => {
      await place.end(project);
      project.remove();
    });

    /** Rotates while requests come, by connections that are held and by new ones. */
    async function underLoad(work: () => Promise<void>): Promise<{ held: LoadResult; fresh: LoadResult }> {
      const url = await place.url();
      const loads = [startLoad(`${url}/`), startLoad(`${url}/fresh`)] as const;
      try {
        await work();
      } finally {
        await Promise.all(loads.map((load) => load.end()));
      }
      const [held, fresh] = await Promise.all(loads.map((load) => load.end()));
      if (held === undefined || fresh === undefined) throw new Error('two loads have two results');
      for (const [name, { requests, failures }] of Object.entries({ held, fresh })) {
        const [first, last] = [failures[0], failures.at(-1)].map((failure) => failure?.at ?? 0);
        const kinds = [...new Set(failures.map(({ message }) => message))].join('; ');
        const span = failures.length === 0 ? '' : ` within ${(last ?? 0) - (first ?? 0)} ms: ${kinds}`;
        stderr.write(`${method}, ${name}: ${failures.length} of ${requests} requests failed${span}\n`);
      }
      return { held, fresh };
    }

    async function expectRotated(before: Record<string, string>): Promise<void> {
      const after = await place.values(project);
      expect(Object.keys(after).sort()).toEqual(KEYS);
      for (const key of KEYS) expect(after[key]).not.toBe(before[key]);
      for (const path of ['/', '/fresh'])
        expect(await get(`${await place.url()}${path}`)).toMatchObject({ status: 200 });
      expect(existsSync(join(project.folder, '.manifold', 'e2e', 'rotation.json'))).toBe(false);
    }

    test('a dry run writes nothing', async () => {
      const before = await place.values(project);
      const { code, stdout } = await project.run('secrets rotate', [...place.words, '--dry-run']);
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('database/password: rotates  # password of database; restarts web'),
      });
      expect(await place.values(project)).toEqual(before);
    });

    test('every secret gets a new value under load', async () => {
      const [before, servers] = [await place.values(project), await place.servers()];
      const { held, fresh } = await underLoad(async () => {
        const { code, stdout, stderr: said, seconds } = await rotate();
        stderr.write(`${method}: rotated in ${seconds.toFixed(1)} s\n`);
        expect({ code, stderr: said }).toSucceed();
        for (const value of [...Object.values(before), ...Object.values(await place.values(project))])
          expect(stdout + said).not.toContain(value);
      });
      await expectRotated(before);
      expect(held.bodies).toHaveLength(2);
      // Compose ends the old container before it starts the new one.
      if (method !== 'compose') expect([...held.failures, ...fresh.failures]).toEqual([]);
      expect(await place.servers()).toBe(servers);
    });

    // What rotates a release of Helm is what rotates objects of Kubernetes: once is enough for its minutes.
    if (method === 'helm') return;

    test('killed in each step it goes on from there under load', async () => {
      const [before, servers] = [await place.values(project), await place.servers()];
      const { held, fresh } = await underLoad(async () => {
        for (const step of STEPS) {
          const { code } = await rotate([], { killAt: new RegExp(`^  ${step}$`, 'm') });
          expect(code).toBeNull();
        }
        const { code, stderr: said } = await rotate();
        expect({ code, stderr: said }).toSucceed();
      });
      await expectRotated(before);
      if (method !== 'compose') expect([...held.failures, ...fresh.failures]).toEqual([]);
      expect(await place.servers()).toBe(servers);
    });
  },
);
