import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, failed, passed } from '../check';

export const readme: Check = {
  id: 'readme',
  category: 'documentation',
  title: 'The project folder has a README.md with something in it',
  run: async ({ projectFolder }) => {
    const found = statSync(join(projectFolder, 'README.md'), { throwIfNoEntry: false });
    if (found?.isFile() !== true) return [failed('README.md is missing in the project folder')];
    return [found.size === 0 ? failed('README.md is empty') : passed('README.md is there')];
  },
};
