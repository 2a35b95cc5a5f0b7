import type { Component, Value } from '../../../model/model';
import { type Check, type CheckResult, failed, type Inside, passed, skipped } from '../check';
import { readFile, unanswered } from '../reading/ask';
import { parseEnvironment } from '../reading/process';
import { perContainer } from '../reading/workloads';
import { secretPath } from './secret-path';

export const variablesSet: Check = {
  id: 'variables-set',
  category: 'variables',
  title:
    'Every variable of the model is set in its containers, and those that hold no secret have the value of the model',
  run: (context) => {
    const components = context.model.components.map((component) => ({
      ...component,
      ends: component.run !== undefined,
    }));
    return perContainer(context, components, judge);
  },
};

async function judge(inside: Inside, { variables }: Component): Promise<CheckResult> {
  const { id } = inside.container;
  if (variables.length === 0) return skipped(`${id} has no variables in the model`);
  const answer = await readFile(inside, '/proc/1/environ');
  if (answer.kind !== 'answer') return unanswered(inside, answer);
  const found = parseEnvironment(answer.text);
  if (found === undefined) return skipped(`${id}: its first process has written over its variables`);
  const details = variables.flatMap(({ name, value }) => {
    const actual = found.get(name);
    if (actual === undefined) return [`${name} is not set`];
    if (isEmptySecret(value, actual)) return [`${name} holds a secret and is empty`];
    const wanted = textOf(value);
    // Not what it holds instead: where a literal was replaced by hand, that may be a secret.
    return wanted === undefined || wanted === actual ? [] : [`${name} has another value than in the model`];
  });
  const count = `${variables.length} variables`;
  return details.length === 0 ? passed(`${id} has its ${count}`) : failed(`${id} has not all of its ${count}`, details);
}

function isEmptySecret(value: Value, actual: string): boolean {
  return value.kind === 'secret' && value.as === 'value' && actual === '';
}

/** What a variable holds; undefined where only the platform knows it. */
function textOf(value: Value): string | undefined {
  return value.kind === 'literal' ? value.text : secretPath(value);
}
