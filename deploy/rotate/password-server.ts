import type { StandIn } from './stand-in';

/** The old and the new password of a server. */
export interface Passwords {
  readonly old: string;
  readonly new: string;
}

/** What a rotation asks of the server of a backing service; every call may be repeated. */
export interface PasswordServer {
  readonly name: string;
  /** Path of its password file in its container. */
  readonly file: string;
  /** Where its user has one password only, so that `alter` is what changes it: another that can have the new one before. */
  readonly standIn?: StandIn;
  /** Why it cannot be rotated as it runs now. */
  problem(): Promise<string | undefined>;
  /** Makes it take both passwords where it can, and go on with a password file of either. */
  accept(passwords: Passwords): Promise<void>;
  /** Makes it take the new password in place of the old one, where it can take only one; else nothing. */
  alter(passwords: Passwords): Promise<void>;
  /** Ends what `accept` began: it takes the new password alone. */
  retire(): Promise<void>;
  /** Whether it lets somebody in with this password, by TCP. */
  takes(password: string): Promise<boolean>;
}
