/** AccountService.GetAccount for grpc-js, with the codec of the generated code, and the account that both servers return. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { AccountService, GetAccountResponseSchema } from '../../../gen/melo/accounts/v1/account_service_pb.ts';

const ID = '01a21b6c-79b6-70d6-9883-e79033ebfad3';

export const request = { id: ID };

export const response = create(GetAccountResponseSchema, {
  account: {
    id: ID,
    householdId: '01a21b6c-79b6-709a-bff8-f7149d360761',
    name: 'Checking',
    openingDate: '2026-01-01',
    openingBalance: { currencyCode: 'EUR', minorUnits: 100_000n },
    etag: '1',
  },
});

const { input, output } = AccountService.method.getAccount;
const codec = (schema) => [
  (message) => Buffer.from(toBinary(schema, create(schema, message))),
  (bytes) => fromBinary(schema, bytes),
];
const [requestSerialize, requestDeserialize] = codec(input);
const [responseSerialize, responseDeserialize] = codec(output);

export const definition = {
  getAccount: {
    path: `/${AccountService.typeName}/GetAccount`,
    requestStream: false,
    responseStream: false,
    requestSerialize,
    requestDeserialize,
    responseSerialize,
    responseDeserialize,
  },
};
