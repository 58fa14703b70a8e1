/** Whether a list also shows what is archived, in the URL. Ignores anything else. */
export type ArchivedSearch = { readonly archived?: true };

export const readArchivedSearch = ({ archived }: Readonly<Record<string, unknown>>): ArchivedSearch =>
  archived === true ? { archived } : {};
