import type { Rule } from './rule';
import { variablePlace } from './variable-place';

/** Prefixes that bundlers replace when they build: Next.js, Vite, Create React App, Expo, Gatsby. */
const BUILD_TIME = /^(NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|GATSBY)_/;

export const buildTimeVariable: Rule = {
  id: 'build-time-variable',
  title: 'Variables that are baked in at build are not given at run time',
  why: 'A bundler has replaced the name by its value when the image was built: setting it on a container changes nothing, and everybody believes it does.',
  fix: 'Move it to `buildArguments`, and build the image with it.',
  check: (context) =>
    context.model.components.flatMap((component) => {
      const built = new Set(component.buildArguments.map(({ name }) => name));
      return component.variables
        .filter(({ name }) => BUILD_TIME.test(name) || built.has(name))
        .map(({ name }) => ({
          place: { ...variablePlace(context, component.name, name), of: 'key' as const },
          message: `${component.name}: ${name} is baked in when the image is built`,
          value: name,
          allowed: '`buildArguments` of the component',
        }));
    }),
};
