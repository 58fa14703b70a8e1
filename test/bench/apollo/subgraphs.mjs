/**
 * Three subgraphs for Apollo's gateway: transactions, accounts and categories, each over one Connect service, as a team would write
 * them: a loader by request, one batch call for all references of a request. `node subgraphs.mjs EGRESS` prints their addresses.
 */
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createClient } from '@connectrpc/connect';
import DataLoader from 'dataloader';
import { parse } from 'graphql';
import { AccountService } from '../../../gen/melo/accounts/v1/account_service_pb.ts';
import { CategoryService } from '../../../gen/melo/categories/v1/category_service_pb.ts';
import { TransactionStatusSchema } from '../../../gen/melo/transactions/v1/transaction_pb.ts';
import { TransactionService } from '../../../gen/melo/transactions/v1/transaction_service_pb.ts';
import { createMeshTransport } from '../../../services/kit/rpc/unary/mesh-transport.ts';
import { listen, respond } from './http.mjs';

const [egress] = process.argv.slice(2);
const client = (service, target) =>
  createClient(service, createMeshTransport({ target, connect: () => connect(egress), interceptors: [] }));
const transactions = client(TransactionService, 'transactions');
const accounts = client(AccountService, 'accounts');
const categories = client(CategoryService, 'categories');

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';

const subgraphs = [
  {
    name: 'transactions',
    schema: `${LINK}
      type Query { listTransactions(pageSize: Int): ListTransactionsResponse! }
      type ListTransactionsResponse { transactions: [Transaction!]! nextPageToken: String! totalCount: String! }
      type Transaction @key(fields: "id") { id: ID! postingDate: String! payee: String! note: String! status: TransactionStatus!
        amount: Money! account: Account lines: [Line!]! }
      enum TransactionStatus { UNSPECIFIED PENDING CLEARED RECONCILED }
      type Line { amount: Money! category: Category }
      type Money { currencyCode: String! minorUnits: String! }
      type Account @key(fields: "id", resolvable: false) { id: ID! }
      type Category @key(fields: "id", resolvable: false) { id: ID! }`,
    resolvers: {
      Query: {
        listTransactions: (_, { pageSize }, { headers }) => transactions.listTransactions({ pageSize }, { headers }),
      },
      Transaction: {
        status: ({ status }) => TransactionStatusSchema.value[status].localName,
        account: ({ accountId }) => ({ id: accountId }),
      },
      Line: { category: ({ categoryId }) => categoryId && { id: categoryId } },
      Money: { minorUnits: ({ minorUnits }) => String(minorUnits) },
      ListTransactionsResponse: { totalCount: ({ totalCount }) => String(totalCount) },
    },
    contextOf: (headers) => ({ headers }),
  },
  {
    name: 'accounts',
    schema: `${LINK} type Account @key(fields: "id") { id: ID! name: String! }`,
    resolvers: { Account: { __resolveReference: ({ id }, { load }) => load(id) } },
    contextOf: (headers) => loaderOf(async (ids) => (await accounts.batchGetAccounts({ ids }, { headers })).accounts),
  },
  {
    name: 'categories',
    schema: `${LINK} type Category @key(fields: "id") { id: ID! name: String! icon: String! }`,
    resolvers: { Category: { __resolveReference: ({ id }, { load }) => load(id) } },
    contextOf: (headers) =>
      loaderOf(async (ids) => (await categories.batchGetCategories({ ids }, { headers })).categories),
  },
];

function loaderOf(rowsOf) {
  const loader = new DataLoader(async (ids) => {
    const byId = new Map((await rowsOf([...ids])).map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id));
  });
  return { load: (id) => loader.load(id) };
}

const addresses = await Promise.all(
  subgraphs.map(async ({ name, schema, resolvers, contextOf }) => {
    const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs: parse(schema), resolvers }) });
    await server.start();
    const context = async ({ authorization }) => contextOf(authorization ? { authorization } : {});
    const http = createServer((request, response) => void respond(server, context, request, response));
    const { port } = await listen(http, { host: '127.0.0.1', port: 0 });
    return { name, url: `http://127.0.0.1:${port}/` };
  }),
);
process.send(addresses);
