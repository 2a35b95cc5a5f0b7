// npm run bench: speed as ratios against a floor or a peer in the same run. Exit code 1 when a bound is missed.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateProject } from './generate-project.mjs';
import { compare } from './measure.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'manifold-bench-'));
const node = process.execPath;
const manifold = join(root, 'build', 'manifold.cjs');
const cdk8s = join(root, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
const rows = [];

/** `bound` is the largest value that is accepted; a row without one is only shown. */
function row(name, value, { unit = '', bound } = {}) {
  rows.push({
    name,
    value: Number(value.toFixed(2)),
    unit,
    ...(bound === undefined ? {} : { bound, met: value <= bound }),
  });
}

function synth(project, dist) {
  return { command: node, args: [manifold, 'synth', '--project', project, '--dir', dist], cwd: root };
}

function startUp() {
  const floor = { command: node, args: ['-e', "require('cdk8s');require('cdk8s-plus-28');require('zod')"], cwd: root };
  const manifests = { command: node, args: [manifold, 'synth', '--project', root, '--stdout'], cwd: root };
  const [own, bare, alone] = compare([synth(root, join(scratch, 'pfm')), floor, manifests], 9);
  row('manifold synth, PFM, three environments, all methods', own.seconds, { unit: 's' });
  row('manifests alone (synth --stdout)', alone.seconds, { unit: 's' });
  row('all methods to the manifests alone', own.seconds / alone.seconds, { bound: 1.5 });
  row('floor: node requiring cdk8s, cdk8s-plus-28, zod', bare.seconds, { unit: 's' });
  row('ratio to the floor', own.seconds / bare.seconds, { bound: 2.5 });
}

function scale() {
  for (const services of [300, 600]) generateProject(join(scratch, `p${services}`), services);
  const fresh = (services) => synth(join(scratch, `p${services}`), join(scratch, `d${services}`));
  const [small, large] = compare([fresh(300), fresh(600)], 5);
  row('300 services, three environments, all methods', small.seconds, { unit: 's', bound: 5 });
  row('300 services: largest resident size', small.mebibytes, { unit: 'MiB', bound: 381 });
  row('600 services to 300', large.seconds / small.seconds, { bound: 2.2 });
}

/** One wrong name everywhere, as after a rename: each mistake looks through all names for the nearest one. */
function mistakes() {
  const broken = (services) => {
    const project = join(scratch, `b${services}`);
    generateProject(project, services, true);
    return { command: node, args: [manifold, 'validate', '--project', project], cwd: root, status: 2 };
  };
  const [small, large] = compare([broken(300), broken(600)], 5);
  row('300 services with a wrong name each: validate', small.seconds, { unit: 's', bound: 2.5 });
  row('600 services with a wrong name each, to 300', large.seconds / small.seconds, { bound: 3 });
}

/** The same objects as templates that helm only has to read, in turn with manifold. */
function helmPeer() {
  const dist = join(scratch, 'd300');
  const files = readdirSync(dist).filter((name) => name.endsWith('.k8s.yaml'));
  const environments = files.map((name) => readFileSync(join(dist, name), 'utf8').split('\n---\n'));
  const objects = environments.flat().length;
  row('objects of 300 services, three environments', objects);
  const folders = [join(root, '.tools', 'bin'), ...(process.env.PATH ?? '').split(delimiter)];
  const helm = folders.map((folder) => join(folder, 'helm')).find(existsSync);
  // Helm makes manifests, so that these alone are compared with it.
  const own = { command: node, args: [manifold, 'synth', '--project', join(scratch, 'p300'), '--stdout'], cwd: root };
  if (helm === undefined) {
    console.error('helm not found: skipped (npm run tools)');
    row('manifold synth --stdout: objects a second', objects / compare([own], 5)[0].seconds);
    return;
  }
  const charts = environments.map((documents, index) => writeChart(join(scratch, `chart-${index}`), documents));
  const templates = charts.map((chart) => ({ command: helm, args: ['template', 'bench', chart], cwd: scratch }));
  const [ours, ...theirs] = compare([own, ...templates], 5);
  const seconds = theirs.reduce((sum, run) => sum + run.seconds, 0);
  row('manifold synth --stdout: objects a second', objects / ours.seconds);
  row('helm template of three charts: objects a second', objects / seconds);
  row('manifold to helm, objects a second', seconds / ours.seconds);
}

function onPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(existsSync);
}

/** Kompose makes manifests of the Compose project of one environment; objects a second of the whole process. */
function komposePeer() {
  const kompose = onPath('kompose');
  if (kompose === undefined) {
    console.error('kompose is not on PATH: left out');
    return;
  }
  const source = join(scratch, 'd300', 'compose', 'development', 'compose.yaml');
  const output = join(scratch, 'kompose.yaml');
  const run = { command: kompose, args: ['convert', '--file', source, '--out', output], cwd: scratch };
  const [theirs] = compare([run], 5);
  row('kompose convert: objects a second', readFileSync(output, 'utf8').split('\n---').length / theirs.seconds);
}

/** score-k8s makes manifests of one Score file a service; objects a second of the whole process. */
function scorePeer() {
  const score = onPath('score-k8s');
  if (score === undefined) {
    console.error('score-k8s is not on PATH: left out');
    return;
  }
  const folder = join(scratch, 'score');
  mkdirSync(folder);
  const files = Array.from({ length: 300 }, (_, index) => scoreFile(folder, index));
  execFileSync(score, ['init', '--no-sample'], { cwd: folder, stdio: 'ignore' });
  const output = join(folder, 'manifests.yaml');
  const run = { command: score, args: ['generate', '--output', output, ...files], cwd: folder };
  const [theirs] = compare([run], 5);
  row('score-k8s generate: objects a second', readFileSync(output, 'utf8').split('\n---').length / theirs.seconds);
}

function scoreFile(folder, index) {
  const file = join(folder, `svc-${index}.yaml`);
  const metadata = `apiVersion: score.dev/v1b1\nmetadata:\n  name: svc-${index}\n`;
  const container = `containers:\n  main:\n    image: registry.example/bench/svc-${index}:1\n`;
  writeFileSync(file, `${metadata}${container}service:\n  ports:\n    http: { port: 8080 }\n`);
  return file;
}

function writeChart(chart, documents) {
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 1.0.0\n');
  for (const [index, text] of documents.entries()) writeFileSync(join(chart, 'templates', `${index}.yaml`), text);
  return chart;
}

function cdk8sSynth() {
  const project = join(scratch, 'cdk8s');
  const empty = join(scratch, 'empty');
  for (const folder of [project, empty]) {
    mkdirSync(folder);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  }
  const run = resolve(root, 'tools', 'run.cjs');
  writeFileSync(
    join(empty, 'main.ts'),
    "import { App, Chart } from 'cdk8s';\n\nconst app = new App();\nnew Chart(app, 'empty');\napp.synth();\n",
  );
  writeFileSync(join(empty, 'cdk8s.yaml'), `language: typescript\napp: node ${run} main.ts\noutput: dist\n`);
  const args = [cdk8s, 'synth', '--check-upgrade=false', '--output'];
  const own = { command: node, args: [...args, join(project, 'dist')], cwd: root };
  const bare = { command: node, args: [...args, join(empty, 'dist')], cwd: empty };
  const [ours, floor] = compare([own, bare], 5);
  row('cdk8s synth of this project', ours.seconds, { unit: 's' });
  row('cdk8s synth of an empty app', floor.seconds, { unit: 's' });
  row('cdk8s synth: ratio to the empty app', ours.seconds / floor.seconds, { bound: 1.5 });
}

try {
  execFileSync(node, [join(root, 'tools', 'build.mjs')], { cwd: root });
  startUp();
  scale();
  mistakes();
  helmPeer();
  komposePeer();
  scorePeer();
  cdk8sSynth();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (process.argv.includes('json')) console.log(JSON.stringify(rows, null, 2));
else
  for (const { name, value, unit, bound, met } of rows)
    console.log(
      `${name.padEnd(52)}${String(value).padStart(9)} ${unit.padEnd(4)}${bound === undefined ? '' : `${met ? 'within' : 'OVER'} ${bound}`}`,
    );
process.exitCode = rows.every(({ met }) => met !== false) ? 0 : 1;
