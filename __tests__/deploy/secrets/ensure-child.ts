import { argv, stdout } from 'node:process';
import { FileStore } from '../../../deploy/secrets/file-store';
import type { Model } from '../../../model/model';

const [, , project = '', startAt = '0', value = '', json = '{}'] = argv;
while (Date.now() < Number(startAt)) {
  // Busy, so that all processes write in the same moment.
}
new FileStore(project)
  .add(JSON.parse(json) as Model, 'api', new Map([['token', value]]))
  .then((lost) => stdout.write(lost.has('token') ? 'lost' : 'won'));
