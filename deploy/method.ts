import { type DeployMethod, deployMethod } from '../model/schema/deploy';

/** Every way of deploying an environment. */
export const METHODS: readonly Method[] = deployMethod.options;

export type Method = DeployMethod;
