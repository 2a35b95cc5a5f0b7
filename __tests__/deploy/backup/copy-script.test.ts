import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from '../../../lib/exec';
import { COPY_SCRIPT, copyTarget } from '../../../model/derive/copy-script';
import { findTestTool } from '../../../tools/find';
import { hasMoto, type Moto, startMoto } from '../../e2e/support/moto';

const rclone = findTestTool('rclone');
const suite = rclone !== undefined && hasMoto() ? describe : describe.skip;
const BUCKET = 'dumps';
const TARGET = copyTarget({ bucket: BUCKET, prefix: 'shop/live' }, 'postgres');
const DUMP = 'postgres-20260101T020000Z.dump';
/** Requests that are not yet asked for who sends them; the first only sees whether it answers. */
const SET_UP = 5;

suite('the script that copies dumps, with a real rclone and a storage', () => {
  let moto: Moto;
  let url: string;
  let folder: string;
  let key: { readonly id: string; readonly secret: string };

  beforeAll(async () => {
    moto = await startMoto({ INITIAL_NO_AUTH_ACTION_COUNT: String(SET_UP) });
    url = moto.variables.AWS_ENDPOINT_URL ?? '';
    expect((await fetch(`${url}/${BUCKET}`, { method: 'PUT', headers: signedFor('s3') })).status).toBe(200);
    await iam(url, { Action: 'CreateUser', UserName: 'copier' });
    const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    await iam(url, {
      Action: 'PutUserPolicy',
      UserName: 'copier',
      PolicyName: 'copy',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    });
    const made = await iam(url, { Action: 'CreateAccessKey', UserName: 'copier' });
    key = { id: element(made, 'AccessKeyId'), secret: element(made, 'SecretAccessKey') };
  }, 90_000);
  afterAll(() => moto.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'manifold-copies-'));
  });

  const copy = (variables: Readonly<Record<string, string>> = {}) =>
    run('sh', ['-c', COPY_SCRIPT, 'copy'], {
      timeoutSeconds: 100,
      env: {
        PATH: `${dirname(rclone ?? '')}:${env.PATH}`,
        BACKUP_FOLDER: folder,
        BACKUP_NAME: 'postgres',
        COPY_TARGET: TARGET,
        RCLONE_CONFIG: join(folder, '..', 'no-rclone.conf'),
        RCLONE_S3_NO_CHECK_BUCKET: 'true',
        RCLONE_RETRIES: '1',
        ...environmentOf(url, key),
        WAIT_SECONDS: '0',
        ...variables,
      },
    });
  const write = (name: string, text = name) => writeFileSync(join(folder, name), text);
  const there = async (target: string) => {
    const result = await run(rclone ?? '', ['lsf', target], { env: environmentOf(url, key) });
    return result.status === 'exited' ? result.stdout.split('\n').filter((line) => line !== '') : [];
  };

  test('complete dumps are copied and checked, and a second run copies nothing', async () => {
    for (const name of [DUMP, `${DUMP}.sha256`, `${DUMP}.facts`, 'postgres-20260102T020000Z.dump.part', 'lost+found'])
      write(name);
    const old = Date.now() / 1000 - 3600;
    utimesSync(join(folder, 'postgres-20260102T020000Z.dump.part'), old, old);
    const first = await copy();
    expect(first).toMatchObject({ status: 'exited', code: 0, stderr: expect.stringContaining('Copied (new)') });
    expect(await there(TARGET)).toEqual([DUMP, `${DUMP}.facts`, `${DUMP}.sha256`]);
    const second = await copy();
    expect(second).toMatchObject({ status: 'exited', code: 0, stderr: expect.not.stringContaining('Copied') });
    expect(second).toMatchObject({ stderr: expect.stringContaining('3 matching files') });
  }, 120_000);

  test('what is there already is never written again, and nothing is deleted', async () => {
    const again = `copies:${BUCKET}/again`;
    for (const name of [DUMP, `${DUMP}.sha256`]) write(name);
    expect(await copy({ COPY_TARGET: again })).toMatchObject({
      code: 0,
    });
    write(DUMP, 'other bytes');
    const changed = await copy({ COPY_TARGET: again });
    expect(changed).toMatchObject({ status: 'exited', stderr: expect.stringContaining('immutable') });
    expect(changed).not.toMatchObject({ code: 0 });
    rmSync(join(folder, DUMP));
    expect(await copy({ COPY_TARGET: again })).toMatchObject({ code: 0 });
    expect(await there(again)).toEqual([DUMP, `${DUMP}.sha256`]);
  }, 120_000);

  test.each([
    ['an unknown access key', () => ({ RCLONE_CONFIG_COPIES_ACCESS_KEY_ID: 'AKIAUNKNOWNUNKNOWN00' })],
    ['a wrong secret', () => ({ RCLONE_CONFIG_COPIES_SECRET_ACCESS_KEY: 'wrong' })],
    ['a storage that is gone', () => ({ RCLONE_CONFIG_COPIES_ENDPOINT: 'http://127.0.0.1:1' })],
  ])(
    '%s ends it with an error',
    async (_what, variables) => {
      for (const name of [DUMP, `${DUMP}.sha256`]) write(name);
      const refused = `copies:${BUCKET}/refused`;
      const quick = { RCLONE_LOW_LEVEL_RETRIES: '1', RCLONE_CONTIMEOUT: '5s' };
      const result = await copy({ COPY_TARGET: refused, ...quick, ...variables() });
      expect(result).toMatchObject({ status: 'exited' });
      expect(result).not.toMatchObject({ code: 0 });
      expect(JSON.stringify(result)).not.toContain(key.secret);
      expect(await there(refused)).toEqual([]);
    },
    120_000,
  );

  test('without a dump it fails, and one that is being written is waited for', async () => {
    expect(await copy()).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no dump') });
    for (const name of [DUMP, `${DUMP}.sha256`, `${DUMP}.part`]) write(name);
    expect(await copy({ COPY_TARGET: `copies:${BUCKET}/waits` })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('a dump is being written'),
    });
  }, 120_000);
});

function environmentOf(url: string, key: { readonly id: string; readonly secret: string }) {
  return {
    RCLONE_CONFIG_COPIES_TYPE: 's3',
    RCLONE_CONFIG_COPIES_PROVIDER: 'Other',
    RCLONE_CONFIG_COPIES_REGION: 'eu-west-1',
    RCLONE_CONFIG_COPIES_ENDPOINT: url,
    RCLONE_CONFIG_COPIES_ACCESS_KEY_ID: key.id,
    RCLONE_CONFIG_COPIES_SECRET_ACCESS_KEY: key.secret,
  };
}

function signedFor(service: string): Record<string, string> {
  const scope = `Credential=test/20260101/us-east-1/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` };
}

async function iam(url: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const body = new URLSearchParams({ Version: '2010-05-08', ...parameters });
  const answer = await fetch(url, { method: 'POST', headers: signedFor('iam'), body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1] ?? '';
}
