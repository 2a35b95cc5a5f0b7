import { type Check, failed, passed, skipped } from '../check';

export const modelRules: Check = {
  id: 'model-rules',
  category: 'syntax',
  title: 'No rule of the model has a warning for the environment, as one that serves people must not',
  run: async ({ issues }) => {
    if (issues === undefined) return [skipped('the model was not read from files')];
    const details = issues.map(({ code, path, message }) => `${code}: ${path}: ${message}`);
    return [issues.length === 0 ? passed('no warning') : failed(`${issues.length} warnings`, details)];
  },
};
