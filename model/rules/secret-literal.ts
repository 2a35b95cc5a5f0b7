import type { Component, Variable } from '../model';
import { url } from '../schema/scalars/url';
import type { Rule, RuleContext, RuleFinding } from './rule';
import { type Suspicion, suspectLiteral, suspectValue } from './secret-shapes';
import { variablePlace } from './variable-place';
import { writtenEntries, writtenText } from './written';

export const secretLiteral: Rule = {
  id: 'secret-literal',
  title: 'No secret stands in the files',
  why: 'What is in git is known to everybody who ever reads the repository, for ever. A value that only looks random is a warning, because addresses and hashes look the same.',
  fix: 'Declare it under `secrets` and use { secret, key }; then change the value that was written.',
  check: (context) => [
    ...context.model.components.flatMap((component) => checkComponent(context, component)),
    ...checkConfig(context),
    ...checkEndpoints(context),
  ],
};

const USE_SECRET = '{ secret: name, key: name } of a declared secret';

/** The finding never repeats the value. */
function finding(place: RuleFinding['place'], subject: string, suspicion: Suspicion): RuleFinding {
  return {
    place,
    message: `${subject} ${suspicion.why}`,
    allowed: USE_SECRET,
    ...(suspicion.isGuess ? { severity: 'warning' as const } : {}),
  };
}

function checkComponent(context: RuleContext, component: Component): RuleFinding[] {
  const { name } = component;
  const inImage = (field: string, key: string | number): RuleFinding['place'] => ({
    document: 'application',
    path: ['components', name, field, key],
  });
  return [
    ...component.variables.flatMap((variable) =>
      suspect(variable).map((why) =>
        finding(variablePlace(context, name, variable.name), `${name}: ${variable.name}`, why),
      ),
    ),
    ...component.buildArguments.flatMap((variable) =>
      suspect(variable).map((why) => ({
        ...finding(inImage('buildArguments', variable.name), `${name}: ${variable.name}`, why),
        allowed: 'nothing secret: a build argument can be read from the image',
      })),
    ),
    ...(['command', 'args'] as const).flatMap((field) =>
      (component[field] ?? []).flatMap((text, index) => {
        const why = suspectValue(text, true);
        return why ? [finding(inImage(field, index), `${name}: an item of ${field}`, why)] : [];
      }),
    ),
  ];
}

function suspect({ name, value }: Variable): Suspicion[] {
  const why = value.kind === 'literal' ? suspectLiteral(name, value.text) : undefined;
  return why ? [why] : [];
}

/** Config of app.yaml and of the environment, whether or not a variable takes it. */
function checkConfig({ trees }: RuleContext): RuleFinding[] {
  const written = [
    ...writtenEntries(trees.application, ['config']).map(([name]) => ({
      name,
      document: 'application' as const,
      path: ['config', name, 'default'],
    })),
    ...writtenEntries(trees.environment, ['config']).map(([name]) => ({
      name,
      document: 'environment' as const,
      path: ['config', name],
    })),
  ];
  return written.flatMap(({ name, document, path }) => {
    const why = suspectLiteral(name, writtenText(trees[document], path) ?? '');
    return why ? [finding({ document, path }, `the config value ${name}`, why)] : [];
  });
}

/** Every endpoint of app.yaml, also those that this environment did not choose: all of them stand in the file. */
function checkEndpoints({ trees }: RuleContext): RuleFinding[] {
  return writtenEntries(trees.application, ['externals']).flatMap(([name]) => {
    const path = ['externals', name, 'endpoints'];
    return writtenEntries(trees.application, path).flatMap(([endpoint]): RuleFinding[] => {
      const text = writtenText(trees.application, [...path, endpoint]) ?? '';
      const guess = suspectValue(text);
      const isCertain = url.safeParse(text).data?.hasCredentials === true || guess?.isGuess === false;
      if (!isCertain && !guess) return [];
      return [
        {
          place: { document: 'application', path: [...path, endpoint] },
          message: `${name}: the URL of ${endpoint} seems to hold a key or a password`,
          allowed: '`urlSecret` in the environment, with a declared secret',
          ...(isCertain ? {} : { severity: 'warning' as const }),
        },
      ];
    });
  });
}
