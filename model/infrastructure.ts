import type { Cidr } from './schema/scalars/cidr';

/** The cloud below an environment, with every default filled in; storage and memory in bytes, CPU in millicores. */
export interface Infrastructure {
  readonly region: string;
  /** Regions that have the same again, each with a state of its own. */
  readonly additionalRegions: readonly string[];
  readonly availabilityZones: readonly string[];
  readonly network: InfrastructureNetwork;
  readonly cluster: {
    readonly nodeType: string;
    readonly nodeCpuMillicores: number;
    readonly nodeMemoryBytes: number;
    readonly minNodes: number;
    /** Absent: derived from what the workloads ask for. */
    readonly maxNodes?: number;
  };
  readonly database: {
    readonly instanceClass: string;
    readonly storageBytes: number;
    readonly maxStorageBytes?: number;
    readonly multiAz: boolean;
    readonly encryption: boolean;
    readonly deletionProtection: boolean;
  };
  readonly cache: { readonly nodeType: string; readonly nodes: number };
  readonly protection: { readonly waf: boolean; readonly ddos: boolean; readonly allowedCidrs: readonly Cidr[] };
  readonly cdn: boolean;
  readonly apiGateway: boolean;
  /** In the currency of the account. */
  readonly monthlyBudget?: number;
  readonly notificationAddress?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly state: TerraformState;
}

export interface InfrastructureNetwork {
  readonly cidr: Cidr;
  readonly publicSubnets: readonly Cidr[];
  readonly privateSubnets: readonly Cidr[];
  readonly databaseSubnets: readonly Cidr[];
}

/** Where Terraform keeps its state; which of the fields count is for the provider to say. */
export interface TerraformState {
  readonly bucket: string;
  readonly endpoint?: string;
  readonly lock?: boolean;
  readonly storageAccount: string;
  readonly resourceGroup: string;
}
