import { z } from 'zod';
import { url } from './scalars/url';

/** Where Terraform keeps what it knows of an environment. */
export const terraformState = z
  .strictObject({
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'lower-case letters, digits, "." and "-", 3 to 63')
      .optional()
      .describe('Bucket or container (default: <application>-terraform-state)'),
    endpoint: url
      .refine(({ hasCredentials }) => !hasCredentials, 'a URL without user, password and key')
      .optional()
      .describe('Object store in place of the one of the region, where the API is that of S3'),
    lock: z.boolean().optional().describe('A lock file in the bucket (default: where the store is known to honour it)'),
    storageAccount: z
      .string()
      .regex(/^[a-z0-9]{3,24}$/, 'lower-case letters and digits, 3 to 24')
      .optional()
      .describe('Azure storage account (default: from the name of the application)'),
    resourceGroup: z
      .string()
      .regex(/^[A-Za-z0-9_()-][A-Za-z0-9_().-]{0,88}[A-Za-z0-9_()-]$/, 'letters, digits, "_", "(", ")", "." and "-"')
      .optional()
      .describe('Azure resource group of the storage account (default: as the bucket)'),
  })
  .describe('Where Terraform keeps its state');
