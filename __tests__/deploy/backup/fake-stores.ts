import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackupStore } from '../../../deploy/backup/backup-store';
import type { Backup } from '../../../deploy/backup/backups';
import { takeBackup } from '../../../deploy/backup/take-backup';
import { UnchangedError } from '../../../deploy/backup/unchanged';
import type { Running } from '../../../deploy/running';
import { UserError } from '../../../lib/errors';

type Deed = 'dump' | 'read' | 'replace' | 'settle' | 'drill';

export const START = Date.parse('2025-03-31T02:00:00Z');
export const now = () => new Date(START);
export const quiet = () => {};

const refuse = (): Promise<never> => Promise.reject(new Error('stores are fakes here'));

/** A database and keys that are files, in a project of its own. */
export class World {
  readonly project = mkdtempSync(join(tmpdir(), 'manifold-backup-'));
  readonly interruption = new AbortController();
  log: string[] = [];
  content: Record<string, string> = { db: '3', keys: '5' };
  /** Deeds that fail, as `what service`. */
  readonly broken = new Set<string>();
  /** What is done when somebody presses Ctrl-C. */
  interruptedAt = '';

  readonly running: Running = {
    method: 'compose',
    containers: async () => [],
    missing: async () => [],
    execute: refuse,
    open: refuse,
    restart: refuse,
    freeze: async (components) => this.note(`freeze ${components.join()}`),
    thaw: async (components) => this.note(`thaw ${components.join()}`),
  };

  remove(): void {
    rmSync(this.project, { recursive: true, force: true });
  }

  place() {
    return { projectFolder: this.project, environment: 'e2e' };
  }

  stores() {
    const { running } = this;
    return [
      { store: this.store('db', 'postgres'), running },
      { store: this.store('keys', 'redis'), running },
    ];
  }

  take(when = now): Promise<Backup> {
    const { signal } = this.interruption;
    return takeBackup({ ...this.place(), application: 'app', stores: this.stores(), now: when, say: quiet, signal });
  }

  store(name: string, engine: BackupStore['engine']): BackupStore {
    const deed = (what: Deed) => {
      this.note(`${what} ${name}`);
      if (this.broken.has(`${what} ${name}`)) throw new UserError(`cannot ${what} ${name}`);
    };
    const facts = (rows: string) => ({ 'table t': `${rows} rows, md5 x` });
    return {
      name,
      engine,
      version: async () => '15.1',
      checkVersion: async () => {},
      dump: async (_side, file) => {
        writeFileSync(file, this.content[name] ?? '');
        deed('dump');
        return facts(this.content[name] ?? '');
      },
      read: async () => deed('read'),
      isEmpty: async () => this.content[name] === '',
      replace: async (_side, file) => {
        if (this.broken.has(`begin ${name}`)) throw new UnchangedError(`cannot begin ${name}`);
        deed('replace');
        this.content[name] = readFileSync(file, 'utf8');
      },
      settle: async () => deed('settle'),
      drill: async (_side, file) => {
        deed('drill');
        return facts(readFileSync(file, 'utf8'));
      },
    };
  }

  private note(line: string): void {
    this.log.push(line);
    if (line === this.interruptedAt) this.interruption.abort();
  }
}
