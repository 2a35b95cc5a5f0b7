import type { TemplateContext, Trail } from './template-context';
import { goText } from './template-node';

/** Fields that name an object of this release, by the two last keys of their trail. */
const NAME_FIELDS = new Set([
  'configMap.name',
  'configMapRef.name',
  'privateKeySecretRef.name',
  'scaleTargetRef.name',
  'service.name',
  '*.claimName',
  'persistentVolumeClaim.claimName',
  'spec.serviceAccountName',
  'spec.serviceName',
]);
const SECRET_FIELDS = new Set(['secretKeyRef.name', 'secret.secretName', 'target.name']);

/** Go template code of a text that names an object of the release, or a kind to choose; undefined for every other text. */
export function nameCode(value: string, trail: Trail, context: TemplateContext): string | undefined {
  const path = trail.join('.');
  if (path === 'metadata.namespace' || path === 'spec.template.metadata.namespace') return '$.Release.Namespace';
  if (context.kind === 'Namespace' && path === 'metadata.name') return '$.Release.Namespace';
  const last = trail.slice(-2).join('.');
  if (last === 'secretStoreRef.kind') return '$.Values.secrets.external.store.kind';
  if (context.kind === 'Ingress' && trail.at(-1) === 'secretName')
    return `$.Values.edge.tls.secretName | default (${prefixed(value)})`;
  if (SECRET_FIELDS.has(last) || (context.kind === 'SealedSecret' && path === 'spec.template.metadata.name'))
    return secretCode(value, context);
  const isName = path === 'metadata.name' || NAME_FIELDS.has(last) || /(^|\.)backendRefs\.\*\.name$/.test(path);
  return isName ? (context.hashedNames.get(value) ?? prefixed(value)) : undefined;
}

/** Code of a name behind the prefix of the release. */
export function prefixed(name: string): string {
  return `include "manifold.name" (list $ ${goText(name)})`;
}

/** A Secret may be one that exists already; a stand-in may be the name, or code that has looked it up. */
function secretCode(value: string, { marks }: TemplateContext): string {
  const code = marks.bareCodeOf(value);
  if (code === undefined) return `include "manifold.secretName" (list $ ${goText(value)})`;
  return code.includes('manifold.secretName') ? code : `include "manifold.secretName" (list $ (${code}))`;
}
