import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { REPOSITORY, type RunResult, runIn } from '../../support/command-line';

/** Whoever sets this in a release makes one that does not come up. */
export const BROKEN = 'config.BEHAVIOUR=broken';

/** A bare repository that Argo CD follows, the projects of people who deploy to it, and programs that stand in for others. */
export class ArgocdWorld {
  readonly scratch = mkdtempSync(join(tmpdir(), 'manifold-argocd-'));
  readonly bare = join(this.scratch, 'deploy.git');
  private readonly bin = join(this.scratch, 'bin');

  constructor() {
    mkdirSync(this.bin);
    this.git(this.scratch, 'init', '--quiet', '--bare', '--initial-branch=main', this.bare);
  }

  remove(): void {
    rmSync(this.scratch, { recursive: true, force: true });
  }

  git(folder: string, ...args: readonly string[]): string {
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org'];
    return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** A copy of the small project of the end-to-end tests, which Argo CD follows. */
  project(name: string): string {
    const folder = join(this.scratch, name);
    cpSync(join(REPOSITORY, '__tests__', 'e2e', 'project', 'small'), folder, { recursive: true });
    const app = join(folder, 'app.yaml');
    const section = 'gitops: { repository: "https://git.example.org/team/deploy.git" }\n';
    writeFileSync(app, `${readFileSync(app, 'utf8')}\n${section}`);
    return folder;
  }

  /** Runs a command on the environment. */
  manifold(folder: string, command: string, ...words: readonly string[]): Promise<RunResult> {
    const all = [...command.split(' '), 'e2e', '--method', 'argocd', '--repository', this.bare, ...words];
    return runIn(folder, all, this.variables());
  }

  variables(): Readonly<Record<string, string | undefined>> {
    return { PATH: `${this.bin}:${env.PATH}`, HOME: this.scratch, LANG: 'de_DE.UTF-8' };
  }

  /** Subjects of the commits, the newest first. */
  log(): string[] {
    return this.git(this.bare, 'log', '--format=%s', 'main').trim().split('\n');
  }

  published(path: string): string {
    return this.git(this.bare, 'show', `main:dist/${path}`);
  }

  /** Puts a program before those of the same name. */
  program(name: string, script: string): void {
    writeFileSync(join(this.bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** A cluster whose Argo CD has synced the newest commit at once; what is BROKEN is Degraded. */
  startArgocd(): void {
    const broken = `git -C '${this.bare}' show main:dist/small-e2e.k8s.yaml | grep -q broken`;
    const health = '"health":{"status":"\'$health\'"}';
    this.program(
      'kubectl',
      `case "$*" in
  *" get namespace kube-system "*) echo some-uid ;;
  *" get applications"*" -o name") echo application.argoproj.io/small-e2e ;;
  *" get applications"*)
    health=Healthy
    ${broken} && health=Degraded
    echo '{"status":{"sync":{"status":"Synced","revision":"'$(git -C '${this.bare}' rev-parse main)'"},${health}}}' ;;
  *" get "*) echo '{"items":[]}' ;;
esac`,
    );
  }

  /** Lets Eve push a commit with this message right before the push of this number of ours, counted from 1. */
  beforePush(number: number, message: string): void {
    const [count, file, clone] = ['pushes', 'message', 'eve'].map((name) => join(this.scratch, name));
    writeFileSync(file ?? '', message);
    const git = `'${programOf('git')}' -c user.name=Eve -c user.email=eve@example.org`;
    this.program(
      'git',
      `case "$*" in *" push "*)
  echo push >> '${count}'
  if [ "$(wc -l < '${count}')" -eq ${number} ]; then (
    ${git} clone --quiet '${this.bare}' '${clone}' && cd '${clone}' &&
    ${git} commit --quiet --allow-empty --file '${file}' && ${git} push --quiet origin HEAD:main
  ) 2> /dev/null; fi ;;
esac
exec '${programOf('git')}' "$@"`,
    );
  }

  /** A git that speaks German to everybody who does not ask for the C locale. */
  translateGit(): void {
    const said = join(this.scratch, 'said');
    this.program(
      'git',
      `[ "$LC_ALL" != C ] || exec '${programOf('git')}' "$@"
'${programOf('git')}' "$@" 2> '${said}'
code=$?
sed "s/couldn't find remote ref/konnte Remote-Referenz nicht finden:/; s/fetch first/zuerst anfordern/" '${said}' >&2
exit $code`,
    );
  }
}

function programOf(name: string): string {
  return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
}
