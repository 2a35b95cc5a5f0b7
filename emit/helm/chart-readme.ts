import type { Model } from '../../model/model';
import type { Union } from './union';

/** README.md of the chart. */
export function chartReadme(models: readonly [Model, ...Model[]], union: Union): string {
  const { name, description } = union.application;
  const rows = models.map(({ environment }) => {
    const release = `${name}-${environment.name}`;
    return `| ${environment.name} | \`helm upgrade --install ${release} . -f values-${environment.name}.yaml -n ${environment.namespace} --create-namespace --take-ownership\` |`;
  });
  const secrets = union.secrets.map(
    (secret) => `| \`${secret.name}\` | ${secret.keys.map((key) => `\`${key.name}\``).join(', ')} |`,
  );
  return `# ${name}

${description === undefined ? '' : `${description}\n\n`}Made by manifold from the same model as the Kubernetes manifests. Change the model, not this folder.

| environment | install or upgrade |
| --- | --- |
${rows.join('\n')}

The namespace gets its Pod Security labels from the chart when it is made first, from this folder:

    helm template RELEASE . -n NAMESPACE -f values-ENVIRONMENT.yaml --show-only templates/namespace.yaml | kubectl apply -f -

Every value stands with its meaning in \`values.yaml\`; \`values.schema.json\` refuses keys that no template reads.
With the release names above, \`helm template\` gives the manifests of the environment.

- \`helm test RELEASE -n NAMESPACE\` asks every component that listens, from a pod in the cluster.
- Two releases in one namespace: \`--set namePrefix=null\` puts the name of the release before the name of every object.
- A component is left out by \`--set components.NAME.enabled=false\`.
${
  secrets.length === 0
    ? ''
    : `
## Secrets

The chart holds no value of a secret: \`manifold secrets ensure ENVIRONMENT\` makes them, before the installation or after,
and \`--take-ownership\` adopts those that are there. \`secrets.items.NAME.existingSecret\` takes a Secret that is there already.

| Secret | keys |
| --- | --- |
${secrets.join('\n')}
`
}`;
}
