import { z } from 'zod';
import { resources } from './resources';
import { cron } from './scalars/cron';
import { imageReference } from './scalars/image';
import { copySchedule } from './scalars/later-schedule';
import { memory } from './scalars/memory';
import { configKey, dnsLabel } from './scalars/names';

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const REGION = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** Also a part of a path of the remote storage: nothing in it may be read as something else. */
const PREFIX = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/;
const ENDPOINT = /^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$/;

const s3 = z.strictObject({
  bucket: z.string().regex(BUCKET, 'name of a bucket').describe('Bucket; it has to be there'),
  region: z.string().regex(REGION, 'name of a region').describe('Region of the bucket, such as eu-central-1'),
  endpoint: z
    .string()
    .regex(ENDPOINT, 'https://host')
    .optional()
    .describe('Storage other than that of AWS, such as https://s3.example.com'),
  prefix: z.string().regex(PREFIX, 'folder/folder').optional().describe('Folder in the bucket'),
  credentials: z
    .strictObject({
      secret: dnsLabel.describe('Secret declared in app.yaml'),
      accessKeyId: configKey.describe('Its key with the id of the access key'),
      secretAccessKey: configKey.describe('Its key with the secret access key'),
    })
    .describe('Access key that may list, read and write the bucket'),
  image: imageReference.prefault('rclone/rclone:1.68.2').describe('Image with rclone and a shell'),
  schedule: cron.optional().describe('When dumps are copied (default: half an hour after they are begun)'),
});

/** Dumps that an environment makes, tries and copies by itself. */
export const backups = z
  .strictObject({
    schedule: cron,
    keepDays: z.int().min(1).max(35).describe('Days that a backup is kept: 1 to 35'),
    storage: memory
      .optional()
      .describe('Volume for the dumps of a builtin backing service (default: as large as its own)'),
    resources: resources
      .prefault({})
      .describe('Of the containers that dump a builtin backing service, try its dump, and copy it'),
    drill: z
      .strictObject({ schedule: cron.prefault('0 4 * * 0') })
      .optional()
      .describe('Restores the newest dump beside the data, and compares it'),
    s3: s3.optional().describe('Copies the dumps to a storage that speaks S3'),
  })
  .superRefine(({ schedule, s3 }, context) => {
    if (s3 === undefined || s3.schedule !== undefined || copySchedule(schedule.text) !== undefined) return;
    context.addIssue({
      code: 'custom',
      path: ['s3', 'schedule'],
      message: `half an hour after ${schedule.text} is no schedule: say when dumps are copied`,
    });
  });

export type Backups = z.output<typeof backups>;
