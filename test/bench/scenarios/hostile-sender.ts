/** The process of hostile.ts that sends files; its caller says as whom, and when to stop. */
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { addresses } from '#infra/local/addresses.ts';
import {
  hostileFiles,
  hostileMapping as mapping,
} from '../../../services/transactions/import/testing/hostile-files.ts';

setPriority(constants.priority.PRIORITY_LOW);
const baseUrl = addresses().urls.web;
const imports = createClient(
  ImportService,
  createConnectTransport({ httpVersion: '2', baseUrl, useBinaryFormat: true }),
);
const [{ token, accountId }] = await once(process, 'message');
const headers = { authorization: `Bearer ${token}` };
const contents = Object.values(hostileFiles).map((make) => make());
let isStopped = false;
process.on('message', () => {
  isStopped = true;
});
process.send!('ready');

let count = 0;
while (!isStopped) {
  const content = contents[count % contents.length]!;
  // Most are refused; what each costs the others is what counts.
  await imports.previewImport({ accountId, fileName: 'hostile.csv', content, mapping }, { headers }).catch(() => {});
  count += 1;
}
process.send!(count);
