import type { BackingServiceSettings } from '../schema/backing-service-settings';
import type { ResolveContext } from './context';
import type { Scope } from './scope';

/** One backing service, and what the environment says of it. */
export interface ServiceInput {
  readonly context: ResolveContext;
  readonly scope: Scope;
  readonly name: string;
  readonly settings: BackingServiceSettings;
}
