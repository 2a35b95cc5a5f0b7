import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Kubectl } from '../../../deploy/kubernetes/kubectl';
import { ClusterValues } from '../../../deploy/rotate/cluster-values';
import { forgetOldValue, stageValue, switchValue, valuesOf } from '../../../deploy/rotate/values';

const KEY = { secret: 'db', key: 'password', bytes: 32, readers: [], runs: [] };
const encoded = (text: string): string => Buffer.from(text).toString('base64');
const secret = (data: Record<string, string>, rest: object = {}): object => ({
  kind: 'Secret',
  metadata: { name: 'db', resourceVersion: '1', annotations: { note: 'of somebody' }, ...rest },
  data,
});

let folder: string;
let store: ClusterValues;
const setState = (state: object): void => writeFileSync(join(folder, 'state.json'), JSON.stringify(state));
const state = () => JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'))['secrets/db'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-kubectl-'));
  copyFileSync(join(__dirname, '..', 'secrets', 'fake-kubectl.cjs'), join(folder, 'kubectl'));
  const PATH = [folder, dirname(execPath)].join(delimiter);
  store = new ClusterValues(new Kubectl({ env: { PATH, FAKE_STATE: folder }, context: 'lab', namespace: 'example' }));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a value is staged, switched in one write, and forgotten; the rest of the Secret stays, and no argument holds one', async () => {
  setState({ 'secrets/db': secret({ password: encoded('old'), other: encoded('kept') }) });
  await stageValue(store, KEY);
  const staged = state().data['password.next'];
  await switchValue(store, KEY);
  expect(state()).toMatchObject({
    metadata: { resourceVersion: '3', annotations: { note: 'of somebody' } },
    data: { password: staged, 'password.previous': encoded('old'), other: encoded('kept') },
  });
  await forgetOldValue(store, KEY);
  expect(state().data).toEqual({ password: staged, other: encoded('kept') });
  const argv = readFileSync(join(folder, 'argv.log'), 'utf8');
  for (const value of [staged, Buffer.from(staged, 'base64').toString(), encoded('old')])
    expect(argv).not.toContain(value);
});

test('a write in between is not lost', async () => {
  const rival = secret({ password: encoded('old'), other: encoded('of a rival') });
  setState({ 'secrets/db': secret({ password: encoded('old') }), rivals: [rival] });
  await stageValue(store, KEY);
  expect(Object.keys(state().data).sort()).toEqual(['other', 'password', 'password.next']);
});

test('what a server quotes of a value is not told', async () => {
  setState({ 'secrets/db': secret({ password: encoded('canary-old') }), broken: true });
  const failed = stageValue(store, KEY);
  await expect(failed).rejects.toThrow(/^writing the Secret db failed: .*Invalid/);
  await expect(failed).rejects.not.toThrow(/canary-old|Y2FuYXJ5LW9sZA/);
});

test('a Secret that is not there has no value', async () => {
  setState({});
  await expect(valuesOf(store, KEY)).rejects.toThrow('db/password has no value yet');
  await expect(store.write('db', new Map([['password', 'x']]))).rejects.toThrow('there is no Secret db');
});
