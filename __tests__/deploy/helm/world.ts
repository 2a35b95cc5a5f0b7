import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import type { ClusterObject } from '../../../deploy/kubernetes/objects';
import { REPOSITORY, type RunResult, runIn } from '../../support/command-line';

const HELM = `echo "$*" >> helm.log
case "$1" in
  version) echo v3.18.4 ;;
  template) cat rendered.yaml ;;
  history | get)
    said=$(head -n 1 errors 2> /dev/null)
    [ -z "$said" ] || { sed -i 1d errors; echo "Error: $said" >&2; exit 1; }
    [ "$1" = history ] && echo "[]" || cat manifest.yaml ;;
esac`;

const KUBECTL = `echo "$*" >> kubectl.log
case "$*" in
  *" version "*) echo '{"clientVersion":{"minor":"33"},"serverVersion":{"minor":"33"}}' ;;
  *" get namespace kube-system "*) printf some-uid ;;
  *" namespace "*json*) echo '{"metadata":{"name":"small-e2e"}}' ;;
  *" namespace "*) echo namespace/small-e2e ;;
  *" get --ignore-not-found -f - "*) cat > /dev/null; cat live.json ;;
  *" --dry-run=server "*) cat ;;
  *" annotate "*) cat > annotated.json ;;
esac`;

/** A small project that helm deploys, with programs in place of helm and of kubectl that say what they are told to. */
export class HelmWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'manifold-helm-'));
  readonly env: Readonly<Record<string, string | undefined>>;
  private readonly project = join(this.folder, 'project');

  constructor() {
    const bin = join(this.folder, 'bin');
    mkdirSync(bin);
    for (const [name, script] of Object.entries({ helm: HELM, kubectl: KUBECTL })) {
      writeFileSync(join(bin, name), `#!/bin/sh\ncd '${this.folder}'\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    this.env = { PATH: `${bin}:${env.PATH}`, HOME: this.folder };
    cpSync(join(REPOSITORY, '__tests__', 'e2e', 'project', 'small'), this.project, { recursive: true });
    this.isThere([]);
    this.renders([]);
    this.deployed([]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** What the cluster has of what is rendered. */
  isThere(objects: readonly ClusterObject[]): void {
    writeFileSync(join(this.folder, 'live.json'), JSON.stringify({ kind: 'List', items: objects }));
  }

  /** What the chart gives. */
  renders(objects: readonly ClusterObject[]): void {
    writeFileSync(join(this.folder, 'rendered.yaml'), documents(objects));
  }

  /** What the release holds that is deployed. */
  deployed(objects: readonly ClusterObject[]): void {
    writeFileSync(join(this.folder, 'manifest.yaml'), documents(objects));
  }

  /** What helm says in place of an answer, one time after the other. */
  fails(...said: readonly string[]): void {
    writeFileSync(join(this.folder, 'errors'), said.map((line) => `${line}\n`).join(''));
  }

  manifold(command: string, ...words: readonly string[]): Promise<RunResult> {
    const place = ['--method', 'helm', '--context', 'lab'];
    return runIn(this.project, [command, 'e2e', ...place, ...words], this.env);
  }

  /** A file that the programs have written; empty when there is none. */
  written(name: string): string {
    const file = join(this.folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }
}

function documents(objects: readonly ClusterObject[]): string {
  return objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('');
}

/** An object as far as deploying looks at it. */
export function object(title: string, metadata: Partial<ClusterObject['metadata']> = {}): ClusterObject {
  const [kind = '', name = ''] = title.split('/');
  return { apiVersion: 'v1', kind, metadata: { name, ...metadata } };
}
