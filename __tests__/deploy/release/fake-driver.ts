import type { Change, Driver, Step, StepOutcome, Target } from '../../../deploy/driver';
import type { Journal } from '../../../deploy/release/journal';
import type { HeldLock, LockHolder, LockStore } from '../../../deploy/release/lock-store';
import type { ReleaseRecord } from '../../../deploy/release/record';
import type { Artifact } from '../../../emit/artifact';

/** A lock in memory. */
export class MemoryLock implements LockStore {
  readonly place: string;
  held: HeldLock | undefined;
  private writes = 0;

  constructor(place = 'memory') {
    this.place = place;
  }

  async read(): Promise<HeldLock | undefined> {
    return this.held;
  }

  async replace(holder: LockHolder, previous: HeldLock | undefined): Promise<boolean> {
    if (this.held?.version !== previous?.version) return false;
    this.writes += 1;
    this.held = { holder, version: String(this.writes) };
    return true;
  }

  async remove(previous: HeldLock): Promise<boolean> {
    if (this.held?.version !== previous.version) return false;
    this.held = undefined;
    return true;
  }
}

/** A journal in memory; counts what is written. */
export class MemoryJournal implements Journal {
  readonly records = new Map<number, ReleaseRecord>();
  readonly files = new Map<number, readonly Artifact[]>();
  writes = 0;

  async list(): Promise<readonly ReleaseRecord[]> {
    return [...this.records.values()];
  }

  async content(number: number): Promise<readonly Artifact[]> {
    return this.files.get(number) ?? [];
  }

  async create(record: ReleaseRecord, artifacts: readonly Artifact[]): Promise<void> {
    if (this.records.has(record.number)) throw new Error(`release ${record.number} is there`);
    this.files.set(record.number, artifacts);
    await this.update(record);
  }

  async update(record: ReleaseRecord): Promise<void> {
    this.writes += 1;
    this.records.set(record.number, record);
  }

  async remove(number: number): Promise<void> {
    this.records.delete(number);
    this.files.delete(number);
  }
}

export const FILES = (text: string): readonly Artifact[] => [{ path: 'a.yaml', content: text }];

/** A place that holds one text, which steps put there in two parts; each part may be told to fail. */
export class FakeDriver implements Driver {
  readonly method = 'kubernetes';
  readonly place = 'memory';
  readonly artifacts = FILES('one');
  readonly journal = new MemoryJournal();
  readonly lock = new MemoryLock();
  readonly done: string[] = [];
  /** Whether the place of lock and journal is there. */
  isThere = true;
  readonly targets: Target[] = [];
  /** Says how a step ends, by its name and the text that is put in place. */
  ends: (step: string, text: string) => StepOutcome | 'die' = () => ({ ok: true });

  get running(): never {
    throw new Error('nothing runs here');
  }

  async checkPlace() {
    return [];
  }

  async preflight() {
    return [];
  }

  async changes(): Promise<readonly Change[]> {
    return [];
  }

  async isPrepared(): Promise<boolean> {
    return this.isThere;
  }

  async prepare(): Promise<void> {
    this.done.push('prepare');
  }

  steps(target: Target): readonly Step[] {
    this.targets.push(target);
    const text = target.artifacts.map(({ content }) => content).join('');
    return ['first', 'second'].map((name) => ({
      name,
      title: name,
      run: async ({ made }) => {
        const end = this.ends(name, text);
        if (end === 'die') throw new Error('killed');
        const id = `${name}-${text}`;
        await made([{ apiVersion: 'v1', kind: 'ConfigMap', name: id, uid: id }]);
        if (end.ok) this.done.push(`${name} ${text}`);
        return end;
      },
    }));
  }

  async status() {
    return [];
  }

  teardown(): readonly Step[] {
    return [{ name: 'down', title: 'down', run: async () => ({ ok: true }) }];
  }
}
