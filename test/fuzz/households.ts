/** The households that invalid input is sent to: a full one, which would reject everything, is replaced by a new one. */
import type { DescMethod } from '@bufbuild/protobuf';
import { type Home, nowhere } from '../authorization/resources.ts';
import { type Inhabited, inhabit } from '../authorization/snapshot.ts';
import type { Bearer } from '../authorization/tokens.ts';

/** A home, with the ids of all households that its owner has founded by now: a token that misses one is refused. */
export type Lived = Inhabited & { readonly households: Set<string> };

export type Homes = {
  /** Where a method is tried. */
  of(method: DescMethod): Promise<Lived>;
  /** No method is tried there any more. */
  leave(home: Home): void;
};

/** Creating a household ends the user's earlier tokens, so the user who creates households does nothing else. */
export const founds = ({ name }: DescMethod): boolean => name === 'CreateHousehold';

export function openHomes(name: string): Homes {
  const homes = new Map<string, Promise<Lived>>();
  const nameOf = (method: DescMethod) => `${name}.${founds(method) ? 'founder' : 'owner'}`;
  return {
    of(method) {
      const whose = nameOf(method);
      const home = homes.get(whose) ?? settle(whose);
      homes.set(whose, home);
      return home;
    },
    leave(full) {
      for (const [whose, home] of homes)
        void home.then((lived) => {
          if (lived.home === full && homes.get(whose) === home) homes.delete(whose);
        });
    },
  };
}

export async function settle(name: string): Promise<Lived> {
  const inhabited = await inhabit(name);
  return { ...inhabited, households: new Set([inhabited.home.household]) };
}

/** Who the token of its owner speaks for. */
export const ownerOf = ({ home, households }: Lived): Bearer => ({
  userId: home.user,
  households: Object.fromEntries([...households].map((id) => [id, 'OWNER'])),
});

/** What a request is about: what ends things is asked about nothing that exists, unless the name itself is what is tried. */
export const subjectOf = ({ name }: DescMethod, home: Home): Home => (/^(Delete|Revert)/.test(name) ? nowhere() : home);
