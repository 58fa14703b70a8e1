/** The file and the account it is imported into. Every call carries both. */
export type Source = {
  readonly accountId: string;
  readonly fileName: string;
  readonly content: Uint8Array<ArrayBuffer>;
};
