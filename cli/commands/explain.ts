import { EXIT, UserError } from '../../lib/errors';
import { loadProject } from '../../model/load/load';
import { type Explanation, explain as explainPath } from '../../review/explain';
import type { Command } from '../command';
import { loadOptions, PROJECT_OPTIONS, printJson, projectOf, wantsJson } from '../options';

export const explain: Command = {
  name: 'explain',
  summary: 'Show a value of an environment and the file:line:column that it came from',
  positionals: [
    { name: 'environment', help: 'name of the environment', required: true },
    { name: 'path', help: 'path such as components.backend.resources or quota', required: true },
  ],
  options: PROJECT_OPTIONS,
  examples: [
    'manifold explain staging components.backend.resources.requests.cpu',
    'manifold explain production quota',
    'manifold explain staging components.backend.environment.DB_NAME --output json',
  ],
  run: async (invocation) => {
    const [name = '', path = ''] = invocation.positionals;
    const options = { ...loadOptions(invocation), environments: [name] };
    const { environments, issues } = loadProject(projectOf(invocation), options);
    const loaded = environments[0];
    if (!loaded) throw new UserError(`the environment ${name} cannot be read`, { issues });
    const explanation = explainPath(loaded, path);
    if (wantsJson(invocation)) printJson(invocation, explanation);
    else invocation.io.stdout(format(explanation));
    return EXIT.ok;
  },
};

function format(explanation: Explanation): string {
  const values = explanation.values.flatMap((value) => [
    `${value.path} = ${JSON.stringify(value.value)}  # ${value.origin}`,
    ...value.over.map((lower) => `    over ${JSON.stringify(lower.value)}  # ${lower.origin}`),
  ]);
  const derived = explanation.derived.map((fact) => `${fact.name} = ${fact.value}  # ${fact.because}`);
  return `${[...values, ...derived].join('\n')}\n`;
}
