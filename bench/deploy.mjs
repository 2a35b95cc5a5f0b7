// What `manifold deploy` costs over the bare tool: docker compose up --wait, and helm upgrade --install --wait where
// KUBECONFIG names a cluster. Both from nothing, turn by turn, the median of three; needs the images of the end-to-end tests.
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { env, execPath, exit, stdout } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const LIMIT = 1.3;
const ROUNDS = 3;
const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const project = mkdtempSync(join(tmpdir(), 'manifold-bench-deploy-'));
const volumes = mkdtempSync(join(tmpdir(), 'manifold-bench-volumes-'));
const variables = { ...env, PATH: [join(repository, '.tools', 'bin'), env.PATH].join(delimiter) };
const namespace = 'pfm-e2e';

function run(program, args, input = '') {
  return new Promise((settle, fail) => {
    const child = execFile(program, args, { env: variables, maxBuffer: 64 * 2 ** 20 }, (error, out, err) =>
      error === null ? settle(out) : fail(new Error(`${program} ${args.join(' ')}: ${err}${out}`)),
    );
    child.stdin.end(input);
  });
}

const manifold = (...args) => run(execPath, [join(repository, 'build', 'manifold.cjs'), ...args, '--project', project]);

async function seconds(action) {
  const started = performance.now();
  await action();
  return (performance.now() - started) / 1000;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Turn by turn, so that whatever else the machine does meets both. */
async function compare(name, { bare, ours, clear }) {
  const times = { bare: [], ours: [] };
  await clear();
  for (let round = 0; round < ROUNDS; round += 1) {
    times.bare.push(await seconds(bare));
    await clear();
    times.ours.push(await seconds(ours));
    await clear();
  }
  const ratio = median(times.ours) / median(times.bare);
  const text = `${median(times.ours).toFixed(1)} s against ${median(times.bare).toFixed(1)} s`;
  stdout.write(`${name}: ${text}, ratio ${ratio.toFixed(2)} (limit ${LIMIT})\n`);
  return ratio <= LIMIT;
}

/** Gives each pending claim a folder of this machine, as a provisioner would; until stopped. */
function bindClaims() {
  let isRunning = true;
  const loop = async () => {
    while (isRunning) {
      const { items } = JSON.parse(await run('kubectl', ['get', 'pvc', '-n', namespace, '-o', 'json']));
      for (const { metadata, spec, status } of items.filter((claim) => claim.status.phase === 'Pending')) {
        const path = join(volumes, metadata.uid);
        mkdirSync(path, { recursive: true });
        chmodSync(path, 0o777);
        const volume = {
          apiVersion: 'v1',
          kind: 'PersistentVolume',
          metadata: { name: `pvc-${metadata.uid}` },
          spec: {
            capacity: { storage: spec.resources.requests.storage },
            accessModes: spec.accessModes,
            storageClassName: spec.storageClassName ?? '',
            persistentVolumeReclaimPolicy: 'Retain',
            claimRef: { namespace, name: metadata.name, uid: metadata.uid },
            hostPath: { path, type: 'Directory' },
          },
        };
        if (status.phase === 'Pending') await run('kubectl', ['apply', '-f', '-'], JSON.stringify(volume));
      }
      await sleep(300);
    }
  };
  const ended = loop();
  return async () => {
    isRunning = false;
    await ended;
  };
}

async function compareCompose() {
  const file = join(project, 'dist', 'compose', 'e2e', 'compose.yaml');
  const compose = (...args) => run('docker-compose', ['-f', file, ...args]);
  return compare('compose', {
    bare: async () => {
      await manifold('secrets', 'ensure', 'e2e', '--method', 'compose');
      await compose('up', '--detach', '--wait');
    },
    ours: () => manifold('deploy', 'e2e', '--method', 'compose', '--yes'),
    clear: async () => {
      await manifold('secrets', 'ensure', 'e2e', '--method', 'compose');
      await compose('down', '--volumes', '--timeout', '5');
      rmSync(join(project, '.manifold'), { recursive: true, force: true });
      rmSync(join(project, '.secrets'), { recursive: true, force: true });
    },
  });
}

async function compareHelm() {
  const context = (await run('kubectl', ['config', 'current-context'])).trim();
  const chart = join(project, 'dist', 'helm', 'pfm');
  const words = ['pfm-e2e', chart, '-f', join(chart, 'values-e2e.yaml'), '-n', namespace];
  const stop = bindClaims();
  try {
    return await compare('helm', {
      // What docs/helm.md says, step by step.
      bare: async () => {
        const shown = await run('helm', ['template', ...words, '--show-only', 'templates/namespace.yaml']);
        await run('kubectl', ['apply', '-f', '-'], shown);
        await manifold('secrets', 'ensure', 'e2e', '--context', context);
        await run('helm', ['upgrade', '--install', ...words, '--take-ownership', '--wait', '--timeout', '5m']);
      },
      ours: () => manifold('deploy', 'e2e', '--method', 'helm', '--context', context, '--yes'),
      clear: () => run('kubectl', ['delete', 'namespace', namespace, '--ignore-not-found', '--wait']),
    });
  } finally {
    await stop();
  }
}

let isWithin = false;
try {
  for (const path of ['app.yaml', 'db']) cpSync(join(repository, path), join(project, path), { recursive: true });
  mkdirSync(join(project, 'envs'));
  cpSync(join(repository, 'envs', 'default.yaml'), join(project, 'envs', 'default.yaml'));
  cpSync(join(repository, '__tests__', 'e2e', 'project', 'e2e.yaml'), join(project, 'envs', 'e2e.yaml'));
  await manifold('synth');
  const results = [await compareCompose()];
  if (env.KUBECONFIG === undefined) stdout.write('helm: left out, KUBECONFIG names no cluster\n');
  else results.push(await compareHelm());
  isWithin = results.every(Boolean);
} finally {
  rmSync(project, { recursive: true, force: true });
  rmSync(volumes, { recursive: true, force: true });
}
exit(isWithin ? 0 : 1);
