import { redisFiles } from '../../model/derive/redis-files';
import type { Builtin } from '../../model/hosting';
import type { BackingService, Postgres } from '../../model/model';
import { hashedName } from './config-map';

/** Files of a builtin backing service that go into one ConfigMap. */
export interface BackingFiles {
  readonly purpose: 'config' | 'init' | 'passwd';
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
}

/** ConfigMaps of a builtin backing service, with names that change with their content. */
export function backingFiles(service: BackingService, hosting: Builtin): BackingFiles[] {
  if (service.engine === 'redis') {
    const data = redisFiles(service, hosting);
    return [{ purpose: 'config', name: hashedName(`${service.name}-config`, data), data }];
  }
  const passwd = passwdFile(hosting);
  const init = initFiles(service);
  return [
    { purpose: 'passwd', name: hashedName(`${service.name}-passwd`, passwd), data: passwd },
    ...(init === undefined
      ? []
      : [{ purpose: 'init' as const, name: hashedName(`${service.name}-init`, init), data: init }]),
  ];
}

/** The name of the ConfigMap of that purpose. */
export function fileMapName(files: readonly BackingFiles[], purpose: BackingFiles['purpose']): string | undefined {
  return files.find((file) => file.purpose === purpose)?.name;
}

/** initdb and psql want the running user in /etc/passwd, and no image knows the uid that the model chose. */
function passwdFile(hosting: Builtin): Record<string, string> {
  const id = hosting.userId;
  return {
    passwd: `root:x:0:0:root:/root:/sbin/nologin\npostgres:x:${id}:${id}:postgres:/var/lib/postgresql:/bin/sh\n`,
  };
}

function initFiles(service: Postgres): Record<string, string> | undefined {
  if (service.initScripts.length === 0) return undefined;
  return Object.fromEntries(service.initScripts.map((script) => [script.name, script.content]));
}
