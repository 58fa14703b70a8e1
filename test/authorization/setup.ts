/** The set-up of the authorization tests: two households, a signer of tokens, and a check that nothing was written. */
import assert from 'node:assert/strict';
import type { Addresses } from '#infra/local/addresses.ts';
import type { Home } from './resources.ts';
import { type Inhabited, inhabit } from './snapshot.ts';
import { type Bearer, openSigner, type Signer } from './tokens.ts';

export type Stage = {
  readonly signer: Signer;
  /** The household that strangers come to. */
  readonly own: Inhabited;
  /** The household they come from. */
  readonly other: Inhabited;
  /** Whatever strangers tried, the household is as it was. */
  check(): Promise<void>;
  /** After this, authorized callers change the household. */
  end(): void;
};

export async function setStage(at: Addresses): Promise<Stage> {
  const [own, other] = await Promise.all([inhabit('denied'), inhabit('stranger')]);
  const asItWas = await own.look();
  let changing = false;
  return {
    signer: await openSigner(at),
    own,
    other,
    async check() {
      if (!changing) assert.equal(await own.look(), asItWas);
    },
    end() {
      changing = true;
    },
  };
}

export const owner = ({ user, household }: Home): Bearer => ({ userId: user, households: { [household]: 'OWNER' } });
