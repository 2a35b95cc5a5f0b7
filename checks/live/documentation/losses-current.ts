import { checkArtifacts } from '../../../emit/write';
import { type Check, failed, passed } from '../check';

const FILE = 'LOSSES.md';

export const lossesCurrent: Check = {
  id: 'losses-current',
  category: 'documentation',
  title: 'LOSSES.md says today what the methods cannot express',
  run: async ({ artifacts, distFolder }) => {
    const { stale, missing } = checkArtifacts(distFolder, artifacts);
    if (missing.includes(FILE)) return [failed(`${FILE} is missing: run manifold synth`)];
    return [stale.includes(FILE) ? failed(`${FILE} is stale: run manifold synth`) : passed(`${FILE} is current`)];
  },
};
