import { resolve } from 'node:path';
import { keptBackups } from '../../checks/live/backup/kept-backups';
import { nightlyDumps } from '../../checks/live/backup/nightly-dumps';
import { nightlySuccesses } from '../../checks/live/backup/nightly-successes';
import { CATEGORIES, type Check, type CheckContext, CLUSTER_METHODS } from '../../checks/live/check';
import { CHECKS } from '../../checks/live/checks';
import { clusterObjects } from '../../checks/live/networking/cluster-objects';
import type { LoadSettings } from '../../checks/live/performance/load-tool';
import { junitReport } from '../../checks/live/report/junit-report';
import { countResults, textReport } from '../../checks/live/report/text-report';
import { type CheckReport, hasFailed, runChecks } from '../../checks/live/run-checks';
import { METHODS } from '../../deploy/method';
import { madeObjects } from '../../deploy/release/record';
import { replaceFile } from '../../deploy/replace-file';
import { synthesize } from '../../emit/synth';
import { EXIT, type Issue, UserError } from '../../lib/errors';
import { withoutExporters } from '../../model/derive/exporters';
import { loadOrThrow } from '../../model/load/load';
import { noteOf } from '../backup-list';
import { type Command, type Invocation, isSet, listOption, textOption } from '../command';
import { driverOf, type Selection, selectEnvironment, TARGET_OPTIONS } from '../deployment';
import { type Answer, printAnswers } from '../each-method';
import { refuse } from '../guards';
import { loadOptions, printJson, projectOf, wantsJson } from '../options';

const LOAD: LoadSettings = { seconds: 5, connections: 10 };
const MOST: LoadSettings = { seconds: 300, connections: 200 };

export const checks: Command = {
  name: 'checks',
  summary: 'Ask an environment that runs whether it is what the model says, and is well',
  positionals: [{ name: 'environment', help: 'name of the environment', required: true }],
  options: {
    ...TARGET_OPTIONS,
    dir: { type: 'string', short: 'd', value: 'DIR', help: 'output folder (default: dist in the project folder)' },
    category: {
      type: 'string',
      repeat: true,
      value: 'NAME',
      choices: CATEGORIES,
      help: 'only the checks of this category; may be repeated (default: all)',
    },
    list: { type: 'boolean', help: 'list the checks, and run none' },
    offline: { type: 'boolean', help: 'ask nothing that runs: judge the project and this machine alone' },
    load: { type: 'boolean', help: 'make load on the components with HTTP; it disturbs who uses them' },
    'load-seconds': { type: 'string', value: 'N', help: 'how long, 1 to 300 (default: 5); with --load' },
    'load-connections': {
      type: 'string',
      value: 'N',
      help: 'over how many connections, 1 to 200 (default: 10); with --load',
    },
    junit: { type: 'string', value: 'FILE', help: 'write the report as JUnit XML into this file too' },
  },
  examples: [
    'manifold checks staging --list',
    'manifold checks staging --offline --category syntax --category security',
    'manifold checks staging --offline --category syntax --method compose --junit checks.xml --output json',
  ],
  run: async (invocation) => {
    const wanted = selected(invocation);
    if (isSet(invocation, 'list')) {
      list(invocation, wanted);
      return EXIT.ok;
    }
    const results: Result[] = [];
    for (const selection of selectEnvironment(invocation))
      results.push({ selection, reports: await runChecks(wanted, await contextOf(invocation, selection)) });
    writeJunit(invocation, results);
    return printAnswers(invocation, results.map(answerOf));
  },
};

interface Result {
  readonly selection: Selection;
  readonly reports: readonly CheckReport[];
}

function answerOf({ selection, reports }: Result): Answer {
  const { method, model } = selection;
  return {
    method,
    code: hasFailed(reports) ? EXIT.findings : EXIT.ok,
    json: { environment: model.environment.name, counts: countResults(reports), checks: reports },
    text: textReport(reports),
  };
}

/** One file, in which the checks of several methods have the method before their names. */
function writeJunit(invocation: Invocation, results: readonly Result[]): void {
  const junit = textOption(invocation, 'junit');
  const [first] = results;
  if (junit === undefined || first === undefined) return;
  const { application, environment } = first.selection.model;
  const reports = results.flatMap(({ selection, reports: own }) =>
    results.length === 1 ? own : own.map((report) => ({ ...report, id: `${selection.method}.${report.id}` })),
  );
  const file = resolve(invocation.io.workingDirectory, junit);
  replaceFile(file, junitReport(reports, `${application.name}-${environment.name}`));
}

function selected(invocation: Invocation): readonly Check[] {
  const categories = listOption(invocation, 'category');
  return CHECKS.filter(({ category }) => categories.length === 0 || categories.includes(category));
}

function list(invocation: Invocation, wanted: readonly Check[]): void {
  const rows = wanted.map(({ id, category, title, methods = METHODS }) => ({ id, category, title, methods }));
  if (wantsJson(invocation)) printJson(invocation, { checks: rows });
  else invocation.io.stdout(rows.map(({ id, category, title }) => `${category}/${id}: ${title}\n`).join(''));
}

async function contextOf(invocation: Invocation, selection: Selection): Promise<CheckContext> {
  const { env, workingDirectory } = invocation.io;
  const { method, projectFolder, now } = selection;
  // What watches others is in a profile of Compose that nobody has to start, and Terraform leaves it out.
  const model = CLUSTER_METHODS.includes(method) ? selection.model : withoutExporters(selection.model);
  const dir = textOption(invocation, 'dir');
  const load = loadSettings(invocation);
  const { environments } = loadOrThrow(projectOf(invocation), loadOptions(invocation));
  return {
    model,
    method,
    // All of them, because the output folder holds all of them.
    artifacts: synthesize(environments.map((environment) => environment.model)),
    distFolder: dir === undefined ? resolve(projectFolder, 'dist') : resolve(workingDirectory, dir),
    projectFolder,
    env,
    now,
    issues: issuesOf(invocation, model.environment.name),
    ...(load === undefined ? {} : { load }),
    ...(isSet(invocation, 'offline') ? {} : await online(invocation, selection)),
  };
}

/** What the rules say of this environment alone. */
function issuesOf(invocation: Invocation, environment: string): readonly Issue[] {
  return loadOrThrow(projectOf(invocation), { ...loadOptions(invocation), environments: [environment] }).issues;
}

async function online(invocation: Invocation, selection: Selection): Promise<Partial<CheckContext>> {
  const { model, method, projectFolder } = selection;
  const driver = driverOf(selection, invocation);
  refuse(invocation, await driver.checkPlace());
  const { running } = driver;
  const changes = async () => driver.changes(driver.artifacts, madeObjects(await driver.journal.list()));
  const place = { projectFolder, environment: model.environment.name };
  const backups = async () => keptBackups(place, noteOf(invocation));
  if (method === 'compose') {
    const nightly = () => nightlyDumps(model, invocation.io.env);
    return { running, changes, backups: async () => [...(await backups()), ...(await nightly())] };
  }
  if (!CLUSTER_METHODS.includes(method)) return { running, changes, backups };
  const { namespace, deploy } = model.environment;
  const cluster = { namespace, context: textOption(invocation, 'context') ?? deploy.context, env: invocation.io.env };
  return {
    running,
    changes,
    backups: async () => [...(await backups()), ...(await nightlySuccesses(model, cluster))],
    objects: (kind) => clusterObjects(cluster, kind),
  };
}

function loadSettings(invocation: Invocation): LoadSettings | undefined {
  const seconds = amount(invocation, 'seconds');
  const connections = amount(invocation, 'connections');
  return isSet(invocation, 'load') ? { seconds, connections } : undefined;
}

function amount(invocation: Invocation, what: keyof LoadSettings): number {
  const text = textOption(invocation, `load-${what}`);
  if (text === undefined) return LOAD[what];
  const value = /^[0-9]{1,4}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > MOST[what]) throw new UserError(`--load-${what} is a number from 1 to ${MOST[what]}`);
  return value;
}
