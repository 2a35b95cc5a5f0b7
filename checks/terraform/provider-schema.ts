/** A type of an attribute as `terraform providers schema -json` writes it, such as `"string"` or `["list", "string"]`. */
export type AttributeType = string | readonly [kind: string, of: unknown];

/** One attribute (Terraform, JSON output format of provider schemas). */
export interface AttributeSchema {
  readonly type?: AttributeType;
  readonly nested_type?: {
    readonly attributes: Readonly<Record<string, AttributeSchema>>;
    readonly nesting_mode: string;
  };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly deprecated?: boolean;
  readonly sensitive?: boolean;
  readonly write_only?: boolean;
}

/** What may stand in a block. */
export interface BlockSchema {
  readonly attributes?: Readonly<Record<string, AttributeSchema>>;
  readonly block_types?: Readonly<Record<string, NestedBlockSchema>>;
  readonly deprecated?: boolean;
}

export interface NestedBlockSchema {
  readonly block: BlockSchema;
  readonly nesting_mode: 'single' | 'list' | 'set' | 'map' | 'group';
  readonly min_items?: number;
  readonly max_items?: number;
}

/** The schema of one provider: the address of the provider, its configuration, its resources and data sources by type. */
export interface ProviderSchema {
  readonly provider: string;
  /** Names of attributes that this collection of schemas has lost; nothing is known of them. */
  readonly without?: readonly string[];
  readonly provider_config: { readonly block: BlockSchema };
  readonly resources: Readonly<Record<string, { readonly block: BlockSchema }>>;
  readonly data_sources: Readonly<Record<string, { readonly block: BlockSchema }>>;
}
