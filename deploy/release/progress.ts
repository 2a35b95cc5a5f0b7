import type { Change, Failure } from '../driver';
import type { Method } from '../method';

/** What happens during a run, for a terminal, a log or a machine. */
export type ProgressEvent =
  /** What follows is about the part of this method; only where several deploy an environment. */
  | { readonly type: 'method'; readonly method: Method; readonly place: string }
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'changes'; readonly changes: readonly Change[] }
  | { readonly type: 'release'; readonly number: number; readonly status: string }
  | { readonly type: 'step-started'; readonly step: string; readonly title: string }
  | {
      readonly type: 'step-finished';
      readonly step: string;
      readonly title: string;
      readonly seconds: number;
      readonly note?: string;
    }
  | { readonly type: 'step-failed'; readonly step: string; readonly title: string; readonly failure: Failure };

export type Report = (event: ProgressEvent) => void;
