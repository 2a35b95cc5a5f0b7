import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Provider } from '../../model/derive/clouds';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the Terraform provider of a cloud looks for credentials: all variables of one group, or one file in the home folder. */
interface CredentialSpec {
  readonly provider: Exclude<Provider, 'local'>;
  readonly variables: readonly (readonly string[])[];
  readonly files: readonly string[];
}

/** Only names: the value of a credential is never looked at. */
export interface CredentialReport {
  readonly provider: string;
  /** Variables and files that are there. */
  readonly found: readonly string[];
}

const CREDENTIALS: readonly CredentialSpec[] = [
  {
    provider: 'aws',
    variables: [
      ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
      ['AWS_PROFILE'],
      ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
    ],
    files: ['.aws/credentials', '.aws/config'],
  },
  {
    provider: 'gcp',
    variables: [['GOOGLE_APPLICATION_CREDENTIALS'], ['GOOGLE_CREDENTIALS'], ['GOOGLE_OAUTH_ACCESS_TOKEN']],
    files: ['.config/gcloud/application_default_credentials.json'],
  },
  {
    provider: 'azure',
    variables: [
      ['ARM_CLIENT_ID', 'ARM_CLIENT_SECRET', 'ARM_TENANT_ID'],
      ['ARM_CLIENT_ID', 'ARM_USE_OIDC', 'ARM_TENANT_ID'],
      ['ARM_USE_MSI'],
    ],
    files: ['.azure/azureProfile.json'],
  },
  { provider: 'digitalocean', variables: [['DIGITALOCEAN_TOKEN'], ['DIGITALOCEAN_ACCESS_TOKEN']], files: [] },
  { provider: 'linode', variables: [['LINODE_TOKEN']], files: ['.config/linode'] },
  { provider: 'vultr', variables: [['VULTR_API_KEY']], files: [] },
];

/** Which clouds this account could reach, by the names of variables and files alone. */
export function findCredentials(env: Env): readonly CredentialReport[] {
  const home = env.HOME ?? env.USERPROFILE;
  return CREDENTIALS.map(({ provider, variables, files }) => ({
    provider,
    found: [
      ...variables
        .filter((group) => group.every((name) => (env[name] ?? '') !== ''))
        .map((group) => group.join(' and ')),
      ...files.filter((file) => home !== undefined && existsSync(join(home, file))).map((file) => `~/${file}`),
    ],
  }));
}
