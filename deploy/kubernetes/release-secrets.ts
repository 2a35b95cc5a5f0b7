import { gunzipSync, gzipSync } from 'node:zlib';
import type { Artifact } from '../../emit/artifact';
import { EXIT, UserError } from '../../lib/errors';
import type { Journal } from '../release/journal';
import type { ReleaseRecord } from '../release/record';
import { type Kubectl, kubectlError } from './kubectl';

/** Owner of the record alone: an apply of it leaves the files as they are. */
const MANAGER = 'manifold-journal';
const LABEL = 'manifold.dev/releases-of';
/** etcd takes 1.5 MiB in a request, the API server 1 MiB of data in a Secret (validation.MaxSecretSize). */
const MAX_BYTES = 1024 * 1024;

interface ReleaseSecret {
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * Releases as Secrets in the namespace of the environment, as Helm keeps its own: literals of the model may be nobody
 * else's business. Record and files are two keys, so that listing releases does not move the files.
 */
export class ReleaseSecrets implements Journal {
  private readonly kubectl: Kubectl;
  private readonly application: string;

  constructor(kubectl: Kubectl, application: string) {
    this.kubectl = kubectl;
    this.application = application;
  }

  async list(): Promise<readonly ReleaseRecord[]> {
    const path = '{range .items[*]}{.data.record}{"\\n"}{end}';
    const text = await this.kubectl.output([
      'get',
      'secrets',
      '-l',
      `${LABEL}=${this.application}`,
      '-o',
      `jsonpath=${path}`,
    ]);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => parse(line));
  }

  async content(number: number): Promise<readonly Artifact[]> {
    const secret = await this.kubectl.json<ReleaseSecret>(['get', '--ignore-not-found', 'secret', this.name(number)]);
    const files = secret?.data?.files;
    if (files === undefined) throw new UserError(`release ${number} is not kept any more`, { exitCode: EXIT.failed });
    return expand(files) as Artifact[];
  }

  async create(record: ReleaseRecord, artifacts: readonly Artifact[]): Promise<void> {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'manifold.dev/release',
      metadata: {
        name: this.name(record.number),
        labels: { [LABEL]: this.application, 'app.kubernetes.io/managed-by': 'manifold' },
      },
      data: { record: compress(record), files: compress(artifacts) },
    };
    const args = ['create', '-f', '-'];
    const { code, stderr } = await this.kubectl.try(args, { input: JSON.stringify(secret) });
    if (code === 0) return;
    if (!stderr.includes('(AlreadyExists)')) throw kubectlError(args, stderr);
    // The answer to our own write may have been lost, and the write repeated.
    const found = (await this.list()).find(({ number }) => number === record.number);
    if (JSON.stringify(found) === JSON.stringify(record)) return;
    throw new UserError(`release ${record.number} was made by somebody else meanwhile`, { exitCode: EXIT.locked });
  }

  async update(record: ReleaseRecord): Promise<void> {
    const part = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: this.name(record.number) },
      data: { record: compress(record) },
    };
    const args = ['apply', '--server-side', `--field-manager=${MANAGER}`, '--force-conflicts', '-f', '-'];
    await this.kubectl.output(args, { input: JSON.stringify(part) });
  }

  async remove(number: number): Promise<void> {
    await this.kubectl.output(['delete', 'secret', this.name(number), '--ignore-not-found']);
  }

  private name(number: number): string {
    return `manifold.${this.application}.v${number}`;
  }
}

/** Why these files cannot be kept as a release, or undefined. */
export function releaseProblem(artifacts: readonly Artifact[]): string | undefined {
  const bytes = Math.ceil((compress(artifacts).length * 3) / 4);
  return bytes <= MAX_BYTES
    ? undefined
    : `the release has ${bytes} bytes when compressed, and a Secret holds ${MAX_BYTES}: split the application`;
}

function compress(value: unknown): string {
  return gzipSync(JSON.stringify(value)).toString('base64');
}

function expand(text: string): unknown {
  return JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString('utf8'));
}

function parse(line: string): ReleaseRecord {
  try {
    return expand(line) as ReleaseRecord;
  } catch {
    throw new UserError('the journal of releases holds something that manifold did not write', {
      exitCode: EXIT.failed,
    });
  }
}
