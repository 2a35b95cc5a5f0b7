import { EXIT } from '../../lib/errors';
import { formatIssues } from '../../lib/format-issues';
import { loadProject } from '../../model/load/load';
import type { Command } from '../command';
import { ENV_OPTION, loadOptions, PROJECT_OPTIONS, printJson, projectOf, wantsJson } from '../options';

export const validate: Command = {
  name: 'validate',
  summary: 'Check app.yaml and the environments; all errors at once',
  positionals: [],
  options: { ...PROJECT_OPTIONS, ...ENV_OPTION },
  examples: [
    'manifold validate',
    'manifold validate --env staging --output json',
    'manifold validate --env staging --set components.backend.autoscaling.maxReplicas=8',
  ],
  run: async (invocation) => {
    const { environments, issues } = loadProject(projectOf(invocation), loadOptions(invocation));
    const errors = issues.filter((issue) => issue.severity === 'error').length;
    const names = environments.map((environment) => environment.name);
    if (wantsJson(invocation)) printJson(invocation, { valid: errors === 0, environments: names, issues });
    else invocation.io.stdout(formatIssues(issues));
    invocation.io.stderr(
      errors === 0
        ? `valid: ${names.join(', ')}${issues.length > 0 ? `; ${issues.length} warnings` : ''}\n`
        : `${errors} ${errors === 1 ? 'error' : 'errors'}\n`,
    );
    return errors === 0 ? EXIT.ok : EXIT.usage;
  },
};
