/** A client of GetAccount by grpc-js over one connection. */
import { credentials, Metadata, makeClientConstructor } from '@grpc/grpc-js';
import { definition, request } from './account.mjs';

const AccountClient = makeClientConstructor(definition, 'AccountService');

export function createCaller(address, token) {
  const client = new AccountClient(address, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  return {
    once: () =>
      new Promise((answered, failed) => {
        client.getAccount(request, metadata, (error, answer) => (error ? failed(error) : answered(answer)));
      }),
    close: () => client.close(),
  };
}
