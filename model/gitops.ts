/** How Argo CD follows the output folder for one environment. */
export interface GitopsModel {
  readonly repository: string;
  readonly revision: string;
  /** The output folder in the repository. */
  readonly path: string;
  readonly source: 'directory' | 'helm';
  readonly objects: 'applications' | 'applicationSet';
  /** Namespace that Argo CD runs in. */
  readonly namespace: string;
  readonly destination: { readonly server: string } | { readonly name: string };
  readonly automated: boolean;
  readonly selfHeal: boolean;
  readonly prune: boolean;
}
