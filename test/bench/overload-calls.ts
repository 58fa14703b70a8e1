/** The calls of the overload scenario: creates and pages, by many callers or by one of each kind. */
import type { Addresses } from '#infra/local/addresses.ts';
import { signIn } from '#infra/local/demo/api-client.ts';
import { PASSWORD } from '../e2e/household.ts';
import { type Flood, type Flooded, type FloodRequest, flood } from './flood.ts';
import type { Home } from './homes.ts';
import { creates, pages } from './requests.ts';

/** Processes that call: one could not offer so much. */
const PROCESSES = 2;

export type Alone = Readonly<Record<'creating' | 'reading', Flooded>>;

export function callsOf(at: Addresses, home: Home) {
  const [creating, reading] = [creates(home), pages()];
  return {
    /** A new one for each load, within which an old one would run out; and before it, because the server would reject it then. */
    newToken: async () => (await signIn(at, home.email, PASSWORD)).token(),
    load: (token: string, seconds: number, pace: Flood['pace']) =>
      flood({ url: at.urls.web, token, requests: [creating, reading], seconds, pace }, PROCESSES),
    /** One caller of each kind: of both kinds together the median would lie between the two, and jump. */
    async alone(token: string, seconds: number): Promise<Alone> {
      const one = (kind: FloodRequest) =>
        flood({ url: at.urls.web, token, requests: [kind], seconds, pace: { callers: 1 } }, 1).answered;
      const [created, read] = await Promise.all([one(creating), one(reading)]);
      return { creating: created, reading: read };
    },
  };
}
