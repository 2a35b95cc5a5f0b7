import { expect, test } from '@jest/globals';
import { emitTerraform } from '../../../emit/terraform/terraform';
import { modelIn } from '../../support/clouds';

const SECOND =
  'infrastructure: { region: eu-west-1, availabilityZones: [eu-west-1a, eu-west-1b], additionalRegions: [eu-central-1] }\n';

test('a second region has variables and a state of its own', () => {
  const files = new Map(
    emitTerraform(modelIn('aws', SECOND)).map(({ path, content }) => [
      path,
      JSON.parse(content) as Record<string, unknown>,
    ]),
  );
  expect([...files.keys()]).toEqual([
    'terraform/cloud.tfvars.json',
    'terraform/cloud.backend.json',
    'terraform/cloud-eu-central-1.tfvars.json',
    'terraform/cloud-eu-central-1.backend.json',
  ]);
  expect(files.get('terraform/cloud.tfvars.json')).toMatchObject({ region: 'eu-west-1', dns: { enabled: true } });
  expect(files.get('terraform/cloud-eu-central-1.tfvars.json')).toMatchObject({
    region: 'eu-central-1',
    name_prefix: 'pfm-cloud-eu-central-1',
    availability_zones: [],
    environment: 'cloud',
    dns: { enabled: false, hosts: [] },
  });
  expect(files.get('terraform/cloud-eu-central-1.backend.json')).toMatchObject({
    key: 'pfm/cloud-eu-central-1.tfstate',
  });
  expect(files.get('terraform/cloud.backend.json')).toMatchObject({ key: 'pfm/cloud.tfstate' });
});
