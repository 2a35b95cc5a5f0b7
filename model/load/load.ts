import { type Issue, UserError } from '../../lib/errors';
import { nearest } from '../../lib/nearest';
import type { Model } from '../model';
import { resolveModel } from '../resolve/resolve';
import { checkAcrossEnvironments } from '../rules/across-environments';
import { checkRules } from '../rules/check';
import { type Application, application } from '../schema/application';
import { environment } from '../schema/environment';
import { dnsLabel } from '../schema/scalars/names';
import { Diagnostics, uniqueIssues } from './diagnostics';
import { type EnvironmentFiles, findEnvironments, unreadable } from './environment-files';
import { type Layer, mergeLayers, setLayer } from './layers';
import { LeftOut } from './left-out';
import { type ParseResult, parseYaml } from './parse';
import type { ProjectFiles, Unreadable } from './project-files';
import { emptyMap, nodeAt, type TreeNode } from './tree';
import { type Validated, validateDocument } from './validate';

/** An environment that was loaded, with the trees that explain where each value came from. */
export interface LoadedEnvironment {
  readonly name: string;
  readonly model: Model;
  readonly application: TreeNode;
  readonly environment: TreeNode;
  /** Layers of the environment, lowest first. */
  readonly layers: readonly Layer[];
}

export interface LoadResult {
  /** To be trusted only when no issue is an error. */
  readonly environments: readonly LoadedEnvironment[];
  /** Errors and warnings of all environments, without repeats, by place. */
  readonly issues: readonly Issue[];
}

export interface LoadOptions {
  /** Environments to load; all of them when absent. */
  readonly environments?: readonly string[] | undefined;
  /** Assignments `path=value`, strongest layer of every environment. */
  readonly set?: readonly string[] | undefined;
  /** The same over `app.yaml`, for what would be if it said something else. */
  readonly setApplication?: readonly string[] | undefined;
}

/** Loads a project as far as it can be read, with all issues of all environments at once. */
export function loadProject(files: ProjectFiles, options: LoadOptions = {}): LoadResult {
  const found = findEnvironments(files);
  const names = selectEnvironments(found, options.environments);
  const issues: Issue[] = [...found.issues];
  const app = parseApplication(files, options, issues);
  const setLayers = layersOf(options.set ?? [], issues);
  const shared = readLayers(files, ['envs/default.yaml', 'envs/custom.yaml'], issues);
  const validated = app.isReadable ? validateApplication(app.root, issues) : UNREADABLE;
  const loaded = names.flatMap((name) => {
    const layers = environmentLayers({ files, name, shared, sets: setLayers }, issues);
    return loadEnvironment({ files, name, tree: app.root, layers, validated }, issues);
  });
  issues.push(...checkAcrossEnvironments(loaded.map((one) => ({ model: one.model, trees: one }))));
  return { environments: loaded, issues: uniqueIssues(issues) };
}

/** Loads like `loadProject` and throws one `UserError` with every issue when there is an error. */
export function loadOrThrow(files: ProjectFiles, options: LoadOptions = {}): LoadResult {
  const result = loadProject(files, options);
  const errors = result.issues.filter((issue) => issue.severity === 'error');
  if (errors.length > 0)
    throw new UserError(`${errors.length} ${errors.length === 1 ? 'error' : 'errors'} in the model`, {
      issues: result.issues,
    });
  return result;
}

function parseApplication(files: ProjectFiles, { setApplication = [] }: LoadOptions, issues: Issue[]): ParseResult {
  const app = parseFile(files, 'app.yaml', issues);
  if (!app.isReadable || setApplication.length === 0) return app;
  return { ...app, root: mergeLayers([{ name: 'app.yaml', ...app }, ...layersOf(setApplication, issues)]) };
}

function layersOf(assignments: readonly string[], issues: Issue[]): readonly Layer[] {
  const sets = assignments.map(setLayer);
  for (const set of sets) issues.push(...set.issues);
  return sets.flatMap((set) => set.layer ?? []);
}

function selectEnvironments(
  { names, issues }: EnvironmentFiles,
  wanted: LoadOptions['environments'],
): readonly string[] {
  if (names.length === 0 && issues.every(({ severity }) => severity === 'warning'))
    throw new UserError('no environment: put a file such as development.yaml into envs/');
  if (!wanted) return names;
  for (const name of wanted) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    throw new UserError(`unknown environment "${name}"; there are ${names.join(', ')}.${hint}`, { issues });
  }
  return wanted;
}

/** Of a file that is no YAML, nothing else can be said: all that it may have declared would seem to be missing. */
const UNREADABLE = { data: undefined, leftOut: new LeftOut() };

function validateApplication(tree: TreeNode, issues: Issue[]): Validated<Application> {
  const diagnostics = new Diagnostics({ application: tree, environment: tree });
  const validated = validateDocument(application, tree, { diagnostics, document: 'application' });
  issues.push(...diagnostics.issues);
  return validated;
}

function parseFile(files: ProjectFiles, path: string, issues: Issue[]): ParseResult {
  const content = files.read(path);
  const parsed =
    content.kind === 'unreadable'
      ? unreadableFile(files, path, content)
      : parseYaml(content.kind === 'found' ? content.text : '', files.display(path));
  issues.push(...parsed.issues);
  return parsed;
}

function unreadableFile(files: ProjectFiles, path: string, { why, line = 1, column = 1 }: Unreadable): ParseResult {
  const file = files.display(path);
  const issue = unreadable(`the file ${why}`, { file, line, column });
  return { root: emptyMap({ file, line: 1, column: 1 }), isReadable: false, issues: [issue] };
}

function readLayers(files: ProjectFiles, paths: readonly string[], issues: Issue[]): ReadonlyMap<string, Layer> {
  const layers = new Map<string, Layer>();
  for (const path of paths) {
    if (files.read(path).kind === 'absent') continue;
    const { root, isReadable } = parseFile(files, path, issues);
    layers.set(path, { name: files.display(path), root, isReadable });
  }
  return layers;
}

/** Where the layer lies that `manifold outputs` writes. */
export function outputsFile(environmentName: string): string {
  return `envs/outputs/${environmentName}.yaml`;
}

/** default, the environment, its cloud, what Terraform made, custom, `--set`: later wins. Any of the others may name the cloud. */
function environmentLayers(
  input: {
    readonly files: ProjectFiles;
    readonly name: string;
    readonly shared: ReadonlyMap<string, Layer>;
    readonly sets: readonly Layer[];
  },
  issues: Issue[],
): Layer[] {
  const own = `envs/${input.name}.yaml`;
  const below = [input.shared.get('envs/default.yaml'), readLayers(input.files, [own], issues).get(own)];
  const above = [input.shared.get('envs/custom.yaml'), ...input.sets];
  const present = (layers: readonly (Layer | undefined)[]): Layer[] => layers.filter((layer) => layer !== undefined);
  const provider = nodeAt(mergeLayers(present([...below, ...above])), ['provider']);
  if (provider?.kind !== 'scalar' || !dnsLabel.safeParse(provider.text).success) return present([...below, ...above]);
  const cloud = `envs/clouds/${provider.text}.yaml`;
  const made = outputsFile(input.name);
  const more = readLayers(input.files, [cloud, made], issues);
  return present([...below, more.get(cloud), more.get(made), ...above]);
}

interface EnvironmentInput {
  readonly files: ProjectFiles;
  readonly name: string;
  readonly tree: TreeNode;
  readonly layers: readonly Layer[];
  readonly validated: Validated<Application>;
}

function loadEnvironment(input: EnvironmentInput, issues: Issue[]): LoadedEnvironment[] {
  if (input.layers.some((layer) => !layer.isReadable)) return [];
  const merged = mergeLayers(input.layers);
  const trees = { application: input.tree, environment: merged };
  const diagnostics = new Diagnostics(trees);
  const own = validateDocument(environment, merged, { diagnostics, document: 'environment' });
  issues.push(...diagnostics.issues);
  if (!input.validated.data || !own.data) return [];
  const references = new Diagnostics(trees);
  const model = resolveModel({
    application: input.validated.data,
    environment: own.data,
    environmentName: input.name,
    diagnostics: references,
    readProjectFile: (path) => input.files.read(path),
  });
  const leftOut = [input.validated.leftOut, own.leftOut];
  issues.push(...references.issues.filter((issue) => !leftOut.some((each) => each.explains(issue))));
  if (leftOut.every((each) => each.isEmpty) && references.issues.length === 0)
    issues.push(...checkRules({ model, trees }));
  return [{ name: input.name, model, application: input.tree, environment: merged, layers: input.layers }];
}
