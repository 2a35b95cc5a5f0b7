import { assertNever } from '../../lib/errors';
import type { Model } from '../../model/model';
import type { Json } from './json';

/** What `terraform init -backend-config=FILE` takes; the root states the type of the backend, credentials are in the environment; `name` is that of the state. */
export function backendConfiguration(model: Model, name = model.environment.name): Json {
  const { application, environment } = model;
  const { provider, infrastructure } = environment;
  const { state } = infrastructure;
  const folder = `${application.name}/${name}`;
  switch (provider) {
    case 'local':
      return { path: `${name}.tfstate` };
    case 'aws':
      return { ...s3(model, folder), region: infrastructure.region, encrypt: true, use_lockfile: state.lock ?? true };
    case 'gcp':
      return { bucket: state.bucket, prefix: folder };
    case 'azure':
      return {
        resource_group_name: state.resourceGroup,
        storage_account_name: state.storageAccount,
        container_name: state.bucket,
        key: `${folder}.tfstate`,
        use_azuread_auth: true,
      };
    case 'digitalocean':
    case 'linode':
    case 'vultr':
      return { ...s3(model, folder), ...likeS3(model, provider) };
    default:
      return assertNever(provider);
  }
}

function s3({ environment }: Model, folder: string) {
  const { bucket, endpoint } = environment.infrastructure.state;
  return { bucket, key: `${folder}.tfstate`, endpoints: endpoint === undefined ? undefined : { s3: endpoint } };
}

/** Stores that speak S3 but know neither the accounts nor the regions nor the metadata of AWS. */
function likeS3({ environment }: Model, provider: keyof typeof STORES) {
  const { region, state } = environment.infrastructure;
  return {
    endpoints: { s3: state.endpoint ?? STORES[provider](region) },
    // The region of AWS that signatures are made for; the endpoint says where the bucket is.
    region: 'us-east-1',
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    skip_region_validation: true,
    skip_requesting_account_id: true,
    skip_s3_checksum: true,
    use_path_style: provider !== 'digitalocean',
    use_lockfile: state.lock ?? false,
  };
}

/** Object stores by the names of the regions that each cloud documents. */
const STORES = {
  digitalocean: (region: string) => `https://${region}.digitaloceanspaces.com`,
  linode: (region: string) => `https://${region}-1.linodeobjects.com`,
  vultr: (region: string) => `https://${region}1.vultrobjects.com`,
} as const;
