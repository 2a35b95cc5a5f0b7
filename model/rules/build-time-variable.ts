import type { Component } from '../model';
import type { Rule, RuleContext, RuleFinding } from './rule';
import { variablePlace } from './variable-place';

/** Prefixes that bundlers replace when they build: Next.js, Vite, Create React App, Expo, Gatsby. */
const BUILD_TIME = /^(NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|GATSBY)_/;

export const buildTimeVariable: Rule = {
  id: 'build-time-variable',
  title: 'Variables are given where they count: at build or at run time',
  why: 'A bundler has replaced the name by its value when the image was built, so setting it on a container changes nothing; and a secret that is built in can be read by everybody who has the image.',
  fix: 'Move what is baked in to `buildArguments` and build the image with it; leave secrets under `environment`.',
  check: (context) =>
    context.model.components.flatMap((component) => [...atRunTime(context, component), ...secretsAtBuild(component)]),
};

function atRunTime(context: RuleContext, component: Component): RuleFinding[] {
  const built = new Set(component.buildArguments.map(({ name }) => name));
  return component.variables
    .filter(({ name }) => BUILD_TIME.test(name) || built.has(name))
    .map(({ name }) => ({
      place: { ...variablePlace(context, component.name, name), of: 'key' as const },
      message: `${component.name}: ${name} is baked in when the image is built`,
      value: name,
      allowed: '`buildArguments` of the component',
    }));
}

function secretsAtBuild(component: Component): RuleFinding[] {
  return component.buildArguments
    .filter(({ value }) => value.kind === 'secret')
    .map(({ name }) => ({
      place: { document: 'application', path: ['components', component.name, 'buildArguments', name] },
      message: `${component.name}: ${name} would bake a secret into the image`,
      value: name,
      allowed: '`environment` of the component',
    }));
}
