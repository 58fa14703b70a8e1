/** An access token as the users service signs it, by the keys of a home. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { HouseholdSchema, Role } from '#gen/melo/users/v1/household_pb.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { createTokens } from '../../../services/users/session/token.ts';

export async function accessToken({ pki }: Addresses, householdId = uuidv7()): Promise<string> {
  const [jwtKey, refreshKey, mailKey] = await Promise.all(
    ['jwt.key', 'refresh.key', 'mail.key'].map((file) => readFile(join(pki, file), 'utf8')),
  );
  const tokens = await createTokens({ jwtKey: jwtKey!, refreshKey: refreshKey!.trim(), mailKey: mailKey!.trim() });
  const userId = uuidv7();
  const household = create(HouseholdSchema, { id: householdId, members: [{ userId, role: Role.OWNER }] });
  const claims = { userId, sessionId: uuidv7(), households: [household], defaultHousehold: householdId };
  return (await tokens.access(claims, Date.now())).token;
}
