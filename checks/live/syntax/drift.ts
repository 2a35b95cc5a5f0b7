import { type Check, failed, passed, skipped } from '../check';

export const drift: Check = {
  id: 'drift',
  category: 'syntax',
  title: 'What runs is what a deployment would make today: nobody changed it, and nothing waits to be deployed',
  run: async ({ changes }) => {
    if (changes === undefined) return [skipped('nothing that runs is asked')];
    const found = await changes();
    const details = found.map(
      ({ action, what, fields }) => `${action} ${what}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}`,
    );
    return [
      found.length === 0
        ? passed('a deployment would change nothing')
        : failed(`a deployment would change ${found.length} things`, details),
    ];
  },
};
