// biome-ignore lint/suspicious/noExplicitAny: objects of every kind, as they are read back
export type AnyObject = any;
