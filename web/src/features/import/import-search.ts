/** The wizard's part of the URL: its step, and the account that was chosen before. Ignores anything else. */

export type ImportSearch = { readonly step?: 'mapping' | 'review' | 'done'; readonly account?: string };

export function readImportSearch({ step, account }: Readonly<Record<string, unknown>>): ImportSearch {
  return {
    ...((step === 'mapping' || step === 'review' || step === 'done') && { step }),
    ...(typeof account === 'string' && { account }),
  };
}
