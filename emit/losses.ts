import type { Artifact } from './artifact';

/** A way of deploying, each with an emitter of its own. */
export type Method = 'kubernetes' | 'helm' | 'compose' | 'terraform' | 'argocd';

/** Something that the model says and a method cannot express, or not fully. */
export interface Loss {
  readonly method: Method;
  readonly environment: string;
  /** Where it stands in the model. */
  readonly path: string;
  readonly reason: string;
}

/** LOSSES.md: every loss of every environment, so that nothing is left out in silence. */
export function emitLosses(losses: readonly Loss[]): Artifact {
  const rows = losses.map(
    (loss) => `| ${[loss.method, loss.environment, `\`${loss.path}\``, loss.reason].join(' | ')} |`,
  );
  const lines = [
    '# Losses',
    '',
    'What the model says and a method cannot express, or not fully.',
    '',
    '| method | environment | path | reason |',
    '| --- | --- | --- | --- |',
    ...rows,
  ];
  return { path: 'LOSSES.md', content: `${lines.join('\n')}\n` };
}
