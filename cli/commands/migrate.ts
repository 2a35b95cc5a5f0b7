import { METHODS, type Method } from '../../deploy/method';
import { migrationFolder } from '../../deploy/migrate/journal';
import {
  abortMigration,
  checkMigration,
  type MigrationRequest,
  type MigrationResult,
  migrate as migrateData,
} from '../../deploy/migrate/migrate';
import { storesOf } from '../../deploy/migrate/stores';
import { thisRun } from '../../deploy/release/identity';
import { EXIT, type ExitCode, UserError } from '../../lib/errors';
import { cnpgServices } from '../../model/derive/hosting';
import { methodsOf } from '../../model/derive/placement';
import { loadOrThrow } from '../../model/load/load';
import type { Model } from '../../model/model';
import { type Command, type Invocation, isSet, textOption } from '../command';
import { PLACE_OPTIONS } from '../deployment';
import { openDriver } from '../open-driver';
import { loadOptions, PROJECT_OPTIONS, printJson, projectOf, wantsJson } from '../options';

interface Opened {
  readonly request: MigrationRequest;
  readonly notes: readonly string[];
}

export const migrate: Command = {
  name: 'migrate',
  summary: 'Move the data of an environment, and the environment with them, from one method to another',
  positionals: [{ name: 'environment', help: 'name of the environment', required: true }],
  options: {
    ...PROJECT_OPTIONS,
    ...PLACE_OPTIONS,
    from: { type: 'string', value: 'METHOD', choices: METHODS, help: 'method that it runs by now' },
    to: { type: 'string', value: 'METHOD', choices: METHODS, help: 'method that it is to run by; deployed and empty' },
    yes: { type: 'boolean', help: 'do it; without this only look whether it could be done' },
    abort: { type: 'boolean', help: 'give an unfinished migration up and start the source again' },
  },
  examples: ['manifold migrate staging --abort'],
  run: async (invocation) => {
    const [name = ''] = invocation.positionals;
    const files = projectOf(invocation);
    const { environments } = loadOrThrow(files, { ...loadOptions(invocation), environments: [name] });
    const model = environments[0]?.model;
    if (model === undefined) throw new UserError(`the environment ${name} cannot be read`);
    const methodsNow = methodsOf(model);
    if (methodsNow.length > 1)
      throw new UserError(
        `${name} is deployed by ${methodsNow.join(' and ')}: only an environment without placement moves`,
      );
    refuseOperated(model);
    if (isSet(invocation, 'abort')) return abort(invocation, model, files.directory);
    const opened = await open(invocation, model, { ...methods(invocation), project: files.directory });
    if (!isSet(invocation, 'yes')) {
      await checkMigration(opened.request);
      return report(invocation, opened, undefined);
    }
    return report(invocation, opened, await migrateData(opened.request));
  },
};

/** Elsewhere a container of its own would take the place of the database, with nothing in it. */
function refuseOperated(model: Model): void {
  const names = cnpgServices(model).map(({ name }) => name);
  if (names.length === 0) return;
  throw new UserError(
    `${model.environment.name} does not move: ${names.join(', ')} is kept by CloudNativePG, which runs in clusters only; dump it with \`kubectl cnpg psql\` and pg_dump, or recover it in another cluster from its object store`,
    { exitCode: EXIT.failed },
  );
}

function methods(invocation: Invocation): { readonly from: Method; readonly to: Method } {
  const [from, to] = ['from', 'to'].map((option) => METHODS.find((each) => each === textOption(invocation, option)));
  if (from === undefined || to === undefined) throw new UserError('migrate takes --from METHOD and --to METHOD');
  if (from === to) throw new UserError(`--from and --to are both ${from}`);
  return { from, to };
}

async function open(
  invocation: Invocation,
  model: Model,
  { from, to, project }: { readonly from: Method; readonly to: Method; readonly project: string },
): Promise<Opened> {
  const { stores, notes } = storesOf(model.backingServices);
  if (stores.length === 0) throw new UserError(['there is nothing to move', ...notes].join('\n'));
  const source = await openDriver(model, invocation, from);
  const target = await openDriver(model, invocation, to);
  const now = () => new Date();
  const request: MigrationRequest = {
    model,
    project,
    source: source.running,
    target: target.running,
    stores,
    locks: [source.lock, target.lock],
    holder: thisRun(now),
    signal: invocation.io.signal ?? new AbortController().signal,
    now,
    progress: (line) => invocation.io.stderr(`${line}\n`),
  };
  return { request, notes };
}

async function abort(invocation: Invocation, model: Model, project: string): Promise<ExitCode> {
  const { name } = model.environment;
  const journal = migrationFolder(project, name).read();
  if (journal === undefined || journal.state === 'finished') {
    if (wantsJson(invocation)) printJson(invocation, { environment: name, aborted: false });
    else invocation.io.stdout(`${name}: there is no unfinished migration\n`);
    return EXIT.ok;
  }
  const { request } = await open(invocation, model, { from: journal.from, to: journal.to, project });
  const end = await abortMigration(request);
  if (end === 'kept-target')
    invocation.io.stderr(`components run by ${journal.to}, so its data were not touched; they may be half a copy\n`);
  if (wantsJson(invocation)) printJson(invocation, { environment: name, aborted: true, runsBy: journal.from });
  else invocation.io.stdout(`${name}: given up; it runs by ${journal.from} as before\n`);
  return EXIT.ok;
}

function report(invocation: Invocation, { request, notes }: Opened, result: MigrationResult | undefined): ExitCode {
  const { name } = request.model.environment;
  const [from, to] = [request.source.method, request.target.method];
  const back = `manifold migrate ${name} --from ${to} --to ${from} --yes`;
  if (wantsJson(invocation)) {
    const stores = result?.moved ?? request.stores.map((store) => ({ store: store.name }));
    printJson(invocation, { environment: name, from, to, done: result !== undefined, stores, notes, back });
    return EXIT.ok;
  }
  const lines =
    result === undefined
      ? [`${name} can move from ${from} to ${to}: ${request.stores.map((store) => store.name).join(', ')}; add --yes`]
      : [
          ...result.moved.map(({ store, bytes }) => `${store}: moved, ${bytes} bytes`),
          `${name} runs by ${to}. ${from} is stopped and keeps its data as they were.`,
          `To go back with what was written since: ${back}`,
          whatNow(request.model, { from, to }),
        ];
  invocation.io.stdout([...notes, ...lines, ''].join('\n'));
  return EXIT.ok;
}

/** A deployment by the old method would start a second environment, beside the one with the data. */
export function whatNow(
  { environment: { name, deploy } }: Model,
  { from, to }: { readonly from: Method; readonly to: Method },
): string {
  const refused = `by ${from}, deploy, rollback, backup, restore and secrets rotate are refused from now on`;
  if (deploy.method === to) return `${name}: ${refused}.`;
  return `Set deploy.method to ${to} in envs/${name}.yaml: ${refused}.`;
}
