import { EXIT, UserError } from '../../lib/errors';
import { applicationJsonSchema, environmentJsonSchema } from '../../model/schema/json-schema';
import type { Command } from '../command';
import { printJson } from '../options';

export const schema: Command = {
  name: 'schema',
  summary: 'Print the JSON Schema of app.yaml or of the files in envs/',
  positionals: [{ name: 'document', help: 'app or environment', required: true }],
  options: {},
  examples: ['manifold schema app', 'manifold schema environment'],
  run: async (invocation) => {
    const document = invocation.positionals[0];
    if (document === 'app') printJson(invocation, applicationJsonSchema());
    else if (document === 'environment') printJson(invocation, environmentJsonSchema());
    else throw new UserError(`manifold schema: app or environment, not "${document}"`);
    return EXIT.ok;
  },
};
