/** No tool may prune, delete or empty what has these annotations: it holds what manifests cannot bring back. */
export const KEEP = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'helm.sh/resource-policy': 'keep',
};
