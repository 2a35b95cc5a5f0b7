import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { arch, env, exit, platform, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const toolsDir = dirname(fileURLToPath(import.meta.url));
const binDir = join(toolsDir, '..', '.tools', 'bin');
const pluginsDir = join(toolsDir, '..', '.tools', 'terraform-plugins');
const cacheDir = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'manifold-tools');

class InstallError extends Error {}

function print(line) {
  stdout.write(`${line}\n`);
}

function findOnPath(name) {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && folder !== binDir)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

function go(args, { cwd = cacheDir, output } = {}) {
  const goEnv = { ...env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod -buildvcs=false', ...output };
  try {
    return execFileSync('go', args, { cwd, env: goEnv, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  } catch (error) {
    if (error.code === 'ENOENT') {
      throw new InstallError('go is not on PATH: install Go 1.24 or newer, or put the tool itself on PATH', {
        cause: error,
      });
    }
    const said = String(error.stderr ?? error.message)
      .trim()
      .split('\n');
    throw new InstallError(`go ${args.join(' ')} failed:\n${said.slice(-15).join('\n')}`, { cause: error });
  }
}

/** k8s.io/kubernetes replaces its own libraries by folders, which `go install module@version` refuses: name the published ones instead. */
function stagingModule({ module, version }) {
  const goMod = readFileSync(go(['list', '-m', '-f', '{{.GoMod}}', `${module}@v${version}`]), 'utf8');
  const libraries = [...goMod.matchAll(/^\s*(\S+) => \.\/staging\//gm)].map((match) => match[1]);
  const settings = goMod.split('\n').filter((line) => /^(go|godebug) /.test(line));
  return [
    'module tool',
    ...settings,
    `require ${module} v${version}`,
    ...libraries.map((library) => `replace ${library} => ${library} v${version.replace(/^1\./, '0.')}`),
    '',
  ].join('\n');
}

/** `go install module@version` refuses a module that excludes versions: require it from a module of our own instead. */
function requiringModule({ module, version, package: path }) {
  return `module tool\n\ngo 1.24\n\ntool ${module}/${path}\n\nrequire ${module} v${version}\n`;
}

/** A module that was forked and kept its old name: require that name from the place of the fork. */
function replacingModule({ module, moduleVersion, replacedBy }) {
  return [
    ...['module tool', '', 'go 1.24', '', `tool ${module}`, '', `require ${module} ${moduleVersion}`, ''],
    ...[`replace ${module} => ${replacedBy} ${moduleVersion}`, ''],
  ].join('\n');
}

/** A provider of Terraform, under the name that Terraform looks for. */
function compilePlugin(name, tool, folder) {
  if (tool.replacedBy === undefined) {
    go(['install', ...linkerFlags(), `${tool.module}@${tool.moduleVersion}`], { output: { GOBIN: folder } });
    return;
  }
  const source = join(folder, 'src');
  mkdirSync(source);
  writeFileSync(join(source, 'go.mod'), replacingModule(tool));
  go(['mod', 'tidy'], { cwd: source });
  go(['build', ...linkerFlags(), '-o', join(folder, name), tool.module], { cwd: source });
}

/** The folder of a plugin below that of the registry it would come from (Terraform, implied local mirror). */
function installPlugin(name, tool) {
  const key = `${name}-${tool.version}-${digest(JSON.stringify(tool))}`;
  const file = buildOnce(key, name, (folder) => compilePlugin(name, tool, folder));
  const system = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[platform];
  const place = join(pluginsDir, tool.plugin, tool.version, `${system}_${arch === 'x64' ? 'amd64' : arch}`);
  mkdirSync(place, { recursive: true });
  const target = join(place, `${name}_v${tool.version}`);
  rmSync(target, { force: true });
  symlinkSync(file, target);
  print(`${name}: ${tool.version}`);
}

/** Versions are put in by the linker; without them Helm takes itself for one of Kubernetes 1.20. */
function linkerFlags(stamps = {}) {
  const values = Object.entries(stamps).map(([variable, value]) => ` -X ${variable}=${value}`);
  return ['-trimpath', '-ldflags', `-s -w${values.join('')}`];
}

function compile(name, tool, folder) {
  const target = tool.package === '.' ? tool.module : `${tool.module}/${tool.package}`;
  if (!tool.staging && !tool.excludes) {
    go(['install', ...linkerFlags(tool.stamps), `${target}@v${tool.version}`], { output: { GOBIN: folder } });
    const binary = tool.binary ?? name;
    if (binary !== name) renameSync(join(folder, binary), join(folder, name));
    return;
  }
  const source = join(folder, 'src');
  mkdirSync(source);
  writeFileSync(join(source, 'go.mod'), tool.staging ? stagingModule(tool) : requiringModule(tool));
  if (tool.excludes) go(['mod', 'tidy'], { cwd: source });
  go(['build', ...linkerFlags(tool.stamps), '-o', join(folder, name), target], { cwd: source });
}

/** Builds beside the final folder and renames, so that a build that is interrupted never looks finished. */
function buildOnce(key, name, build) {
  const finished = join(cacheDir, key);
  if (existsSync(join(finished, name))) return join(finished, name);
  mkdirSync(cacheDir, { recursive: true });
  const draft = mkdtempSync(join(cacheDir, '.building-'));
  const started = Date.now();
  try {
    build(draft);
    rmSync(finished, { recursive: true, force: true });
    renameSync(draft, finished);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  print(`${name}: built in ${Math.round((Date.now() - started) / 1000)} s`);
  return join(finished, name);
}

function link(name, file) {
  const place = join(binDir, name);
  rmSync(place, { force: true });
  symlinkSync(file, place);
}

function reportedVersion(file, args) {
  const said = execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return said.trim().split('\n')[0];
}

function installTool(name, tool) {
  const existing = findOnPath(name);
  if (existing !== undefined) {
    rmSync(join(binDir, name), { force: true });
    print(`${name}: ${reportedVersion(existing, tool.versionArgs)} from PATH (pinned: ${tool.version})`);
    return;
  }
  link(
    name,
    buildOnce(`${name}-${tool.version}-${digest(JSON.stringify(tool))}`, name, (folder) => compile(name, tool, folder)),
  );
  print(`${name}: ${tool.version}`);
}

/** What is built anew when it changes. */
function digest(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function installOracle() {
  const name = 'yaml-oracle';
  const source = join(toolsDir, name);
  const files = ['go.mod', 'go.sum', 'main.go'].map((file) => readFileSync(join(source, file), 'utf8'));
  const key = `${name}-${digest(files.join(''))}`;
  link(
    name,
    buildOnce(key, name, (folder) => go(['build', ...linkerFlags(), '-o', join(folder, name), '.'], { cwd: source })),
  );
  print(`${name}: ${key.slice(name.length + 1)}`);
}

function main() {
  mkdirSync(binDir, { recursive: true });
  mkdirSync(cacheDir, { recursive: true });
  const pinned = JSON.parse(readFileSync(join(toolsDir, 'versions.json'), 'utf8'));
  for (const [name, tool] of Object.entries(pinned))
    if (tool.plugin === undefined) installTool(name, tool);
    else installPlugin(name, tool);
  installOracle();
}

try {
  main();
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  stderr.write(`tools: ${error.message}\n`);
  exit(1);
}
