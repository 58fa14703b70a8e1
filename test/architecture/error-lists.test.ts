/** The errors that comments of methods list exist, and every reason that a service's code gives is listed by one of its methods. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DescEnum } from '@bufbuild/protobuf';
import { ReasonSchema } from '#gen/melo/access/v1/reason_pb.ts';
import { AccountsReasonSchema } from '#gen/melo/accounts/v1/reason_pb.ts';
import { BudgetsReasonSchema } from '#gen/melo/budgets/v1/reason_pb.ts';
import { CategoriesReasonSchema } from '#gen/melo/categories/v1/reason_pb.ts';
import { UsersReasonSchema } from '#gen/melo/users/v1/reason_pb.ts';
import { checkout } from '#infra/local/addresses.ts';

const domains: Readonly<Record<string, DescEnum | undefined>> = {
  accounts: AccountsReasonSchema,
  budgets: BudgetsReasonSchema,
  categories: CategoriesReasonSchema,
  users: UsersReasonSchema,
  notifications: undefined,
};

const namesOf = (reasons: DescEnum | undefined): string[] => reasons?.values.map(({ localName }) => localName) ?? [];

const read = (files: string): string =>
  globSync(files, { cwd: checkout })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(checkout, file), 'utf8'))
    .join('\n');

/** Reasons after "Errors:" in the comment of each method, by the method's name. */
function listed(domain: string): Map<string, string[]> {
  const methods = read(`proto/melo/${domain}/v1/*_service.proto`).matchAll(/((?:^ {2}\/\/.*\n)+) {2}rpc (\w+)\(/gm);
  const found = [...methods].map(([, comment, name]) => {
    const text = comment!.replaceAll(/\n? *\/\/ /g, ' ');
    const lists = [...text.matchAll(/Errors: (.*?)(?:\.(?= |$)|$)/gm)].map((match) =>
      match[1]!.replaceAll(/\([^)]*\)/g, ''),
    );
    return [name!, lists.join(' ').match(/[A-Z][A-Z_]+[A-Z]/g) ?? []] as const;
  });
  return new Map(found);
}

for (const [domain, own] of Object.entries(domains)) {
  test(`${domain}: every listed error is a reason, and every reason that the code gives is listed`, () => {
    const lists = listed(domain);
    assert.ok(lists.size > 0);
    const known = new Set([...namesOf(own), ...namesOf(ReasonSchema)]);
    for (const [method, names] of lists) for (const name of names) assert.ok(known.has(name), `${method}: ${name}`);
    const all = new Set([...lists.values()].flat());
    const given = new Set(
      [...read(`services/${domain}/**/*.ts`).matchAll(/\b\w+sReason\.([A-Z_]+)/g)].map(([, name]) => name!),
    );
    for (const name of given) assert.ok(all.has(name), `${name} is given and not listed`);
  });

  test(`${domain}: lists name PAGE_TOKEN_INVALID, updates name the errors of masks and etags`, () => {
    for (const [method, names] of listed(domain)) {
      if (method === 'ListHouseholds') continue;
      if (method.startsWith('List')) assert.ok(names.includes('PAGE_TOKEN_INVALID'), method);
      if (method.startsWith('Get')) assert.ok(names.includes('NOT_FOUND'), method);
      if (!method.startsWith('Update')) continue;
      for (const name of ['NOT_FOUND', 'ETAG_MISMATCH', 'FIELD_NOT_UPDATABLE'])
        assert.ok(names.includes(name), `${method}: ${name}`);
    }
  });
}
