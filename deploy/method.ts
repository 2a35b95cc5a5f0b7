/** Every way of deploying an environment. */
export const METHODS = ['kubernetes', 'helm', 'compose', 'terraform', 'argocd'] as const;

export type Method = (typeof METHODS)[number];
