import { resolve } from 'node:path';
import {
  type OutputPlace,
  readChart,
  readCompose,
  readManifests,
  readVariables,
} from '../../checks/tools/read-outputs';
import { writeStandIns } from '../../deploy/compose/stand-ins';
import { allLosses } from '../../emit/synth';
import { EXIT, UserError } from '../../lib/errors';
import { carries, placedModel } from '../../model/derive/placement';
import { loadOrThrow } from '../../model/load/load';
import type { Model } from '../../model/model';
import { type Comparison, compareFacts } from '../../review/parity/compare';
import { type ComposeOutput, composeFacts, STAND_IN } from '../../review/parity/compose-facts';
import type { EnvironmentFacts } from '../../review/parity/facts';
import { kubernetesFacts } from '../../review/parity/kubernetes-facts';
import { type ComparedMethod, METHODS } from '../../review/parity/methods';
import { modelFacts } from '../../review/parity/model-facts';
import { parityReport } from '../../review/parity/report';
import { terraformFacts } from '../../review/parity/terraform-facts';
import { type Command, type Invocation, listOption, textOption } from '../command';
import { loadOptions, PROJECT_OPTIONS, printJson, projectOf, wantsJson } from '../options';

export const parity: Command = {
  name: 'parity',
  summary: 'Read every output back through its own tool, and compare what they say fact by fact',
  positionals: [{ name: 'environment', help: 'name of the environment (default: all)', required: false }],
  options: {
    ...PROJECT_OPTIONS,
    dir: { type: 'string', short: 'd', value: 'DIR', help: 'output folder (default: dist in the project folder)' },
    method: {
      type: 'string',
      repeat: true,
      value: 'METHOD',
      choices: METHODS,
      help: 'only this method; may be repeated (default: all)',
    },
  },
  examples: ['manifold parity', 'manifold parity staging', 'manifold parity --method kubernetes --output json'],
  run: async (invocation) => {
    const files = projectOf(invocation);
    const [environment] = invocation.positionals;
    const options = loadOptions(invocation);
    const { environments } = loadOrThrow(files, {
      ...options,
      ...(environment === undefined ? {} : { environments: [environment] }),
    });
    const dist = resolve(
      ...(textOption(invocation, 'dir') === undefined
        ? [files.directory, 'dist']
        : [invocation.io.workingDirectory, textOption(invocation, 'dir') ?? '']),
    );
    const comparisons: Comparison[] = [];
    for (const { model } of environments) comparisons.push(await compareOutputs(invocation, dist, model));
    if (wantsJson(invocation)) printJson(invocation, { environments: comparisons });
    else invocation.io.stdout(parityReport(comparisons));
    return comparisons.some(({ differences }) => differences.length > 0) ? EXIT.findings : EXIT.ok;
  },
};

async function compareOutputs(invocation: Invocation, dist: string, model: Model): Promise<Comparison> {
  const given = listOption(invocation, 'method');
  const wanted = METHODS.filter((method) => (given.length === 0 || given.includes(method)) && carries(model, method));
  const part = (method: ComparedMethod): Model => placedModel(model, method);
  const standIns = writeStandIns(model, STAND_IN);
  try {
    const place: OutputPlace = { dist, env: invocation.io.env, standIns: standIns.folder };
    const read = wanted.map(async (method) => [method, await factsOfMethod(method, place, model)] as const);
    return compareFacts({
      environment: model.environment.name,
      model: (method) => modelFacts(part(method)),
      engines: new Set(model.backingServices.map(({ name }) => name)),
      methods: new Map(await Promise.all(read)),
      losses: allLosses([model]),
    });
  } finally {
    standIns.remove();
  }
}

async function factsOfMethod(method: ComparedMethod, place: OutputPlace, model: Model): Promise<EnvironmentFacts> {
  // Of the whole environment: what another method deploys must not be here as well.
  const workloads = [...modelFacts(model).keys()];
  switch (method) {
    case 'kubernetes':
      return kubernetesFacts(readManifests(place, model));
    case 'helm':
      return kubernetesFacts(await readChart(place, model));
    case 'compose':
      return composeFacts((await readCompose(place, model)) as ComposeOutput, workloads);
    case 'terraform':
      return terraformFacts(readVariables(place, model), workloads);
    default:
      throw new UserError(`no method ${String(method satisfies never)}`);
  }
}
