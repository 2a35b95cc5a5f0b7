import type { Rule, RuleFinding } from './rule';

/** Helm keeps a release in a Secret and puts its name before those of objects (Helm `ValidateReleaseName`). */
const HELM_RELEASE_MAX = 53;
/** The AppProject that Argo CD comes with, which every Application without a project of its own is in. */
const ARGOCD_PROJECT = 'default';

export const gitops: Rule = {
  id: 'gitops',
  title: 'Argo CD can have a project and releases of these names',
  why: 'Helm refuses a release with more than 53 characters, and a project named default would close the one of all other Applications.',
  fix: 'Choose another name, or the source `directory`.',
  check: ({ model }) => {
    if (!model.gitops) return [];
    const { application, environment } = model;
    const release = `${application.name}-${environment.name}`;
    const findings: RuleFinding[] = [];
    if (application.name === ARGOCD_PROJECT)
      findings.push({
        place: { document: 'application', path: ['name'] },
        message: 'Argo CD has a project of this name for all that has no other',
        value: application.name,
      });
    if (model.gitops.source === 'helm' && release.length > HELM_RELEASE_MAX)
      findings.push({
        place: { document: 'application', path: ['gitops', 'source'] },
        message: `the Helm release ${release} has ${release.length} characters`,
        value: release,
        allowed: `at most ${HELM_RELEASE_MAX}`,
      });
    return findings;
  },
};
