import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeployResult, release } from '../../../deploy/release/deploy';
import { thisRun } from '../../../deploy/release/identity';
import { TerraformDriver } from '../../../deploy/terraform/driver';
import type { Artifact } from '../../../emit/artifact';
import { exampleModel } from '../secrets/models';

const model = exampleModel();
const now = (): Date => new Date('2026-01-02T03:04:05Z');

/** Replaces a resource with each new text, and fails after that where it is told to. */
const ROOT = `terraform {
  backend "local" {}
}
variable "text" { type = string }
variable "fails" { type = bool }
resource "terraform_data" "main" {
  triggers_replace = var.text
}
resource "terraform_data" "last" {
  count      = var.fails ? 1 : 0
  depends_on = [terraform_data.main]
  provisioner "local-exec" {
    command = "exit 1"
  }
}
`;

/** A project with a root module and a state on this machine, deployed by a terraform that lies in its own folder. */
export class TerraformWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'manifold-terraform-'));
  readonly root = join(this.folder, 'root');
  readonly state = join(this.folder, 'terraform.tfstate');
  /** Called between what is shown and the first step. */
  beforeSteps: () => Promise<void> = async () => {};

  constructor() {
    mkdirSync(this.root);
    mkdirSync(join(this.folder, 'bin'));
    writeFileSync(join(this.root, 'variables.tf'), ROOT);
    writeFileSync(join(this.folder, 'terraform.rc'), 'disable_checkpoint = true\n');
  }

  get env(): Record<string, string> {
    const PATH = `${join(this.folder, 'bin')}:/usr/local/bin:/usr/bin:/bin`;
    return { PATH, HOME: this.folder, TF_CLI_CONFIG_FILE: join(this.folder, 'terraform.rc') };
  }

  /** The program that the driver starts. */
  install(script: string): void {
    const file = join(this.folder, 'bin', 'terraform');
    writeFileSync(file, script);
    chmodSync(file, 0o755);
  }

  driver(artifacts: readonly Artifact[]): TerraformDriver {
    return new TerraformDriver({ model, artifacts, projectFolder: this.folder, root: this.root, env: this.env });
  }

  async deploy(text: string, fails = false): Promise<DeployResult> {
    const { name } = model.environment;
    const artifacts = [
      { path: `terraform/${name}.tfvars.json`, content: JSON.stringify({ text, fails }) },
      { path: `terraform/${name}.backend.json`, content: JSON.stringify({ path: this.state }) },
    ];
    const driver = this.driver(artifacts);
    const changes = await driver.changes(artifacts);
    await this.beforeSteps();
    return release(
      driver,
      { artifacts, changes, images: {} },
      {
        application: 'shop',
        environment: name,
        holder: thisRun(now),
        now,
        report: () => {},
        signal: new AbortController().signal,
        timeoutSeconds: 60,
        rollBackOnFailure: true,
        wait: true,
        recheck: () => {},
        images: {},
      },
    );
  }

  async statuses(): Promise<readonly string[]> {
    const records = await this.driver([]).journal.list();
    return records.map(({ number, status }) => `${number} ${status}`).sort();
  }

  read(): string {
    return readFileSync(this.state, 'utf8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
