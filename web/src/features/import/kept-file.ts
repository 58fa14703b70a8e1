/** The file of the wizard and how it is read, kept in this tab so that a reload goes on where the user was. */
import { fromJsonString, toJsonString } from '@bufbuild/protobuf';
import { type Mapping, MappingSchema } from '#gen/melo/transactions/v1/import_pb.ts';
import {
  type ProposeMappingResponse,
  ProposeMappingResponseSchema,
} from '#gen/melo/transactions/v1/import_service_pb.ts';
import { DRAFT_PREFIX, keepContent, keptContent } from '../../api/session/drafts.ts';
import type { Source } from './source.ts';

export type FileStep = {
  readonly source: Source;
  readonly proposal: ProposeMappingResponse;
  readonly mapping: Mapping;
};
type Kept = {
  readonly accountId: string;
  readonly fileName: string;
  readonly proposal: string;
  readonly mapping: string;
};

const keyOf = (householdId: string): string => `${DRAFT_PREFIX}import:${householdId}`;

/** The content is kept once, when the file is chosen. */
export async function keepFile(householdId: string, step: FileStep): Promise<void> {
  keepMapping(householdId, step);
  await keepContent(step.source.content);
}

export function keepMapping(householdId: string, { source, proposal, mapping }: FileStep): void {
  const kept: Kept = {
    accountId: source.accountId,
    fileName: source.fileName,
    proposal: toJsonString(ProposeMappingResponseSchema, proposal),
    mapping: toJsonString(MappingSchema, mapping),
  };
  sessionStorage.setItem(keyOf(householdId), JSON.stringify(kept));
}

export const dropFile = (householdId: string): void => sessionStorage.removeItem(keyOf(householdId));

/** Undefined when nothing was kept. */
export async function keptFile(householdId: string): Promise<FileStep | undefined> {
  const kept = sessionStorage.getItem(keyOf(householdId));
  const content = kept === null ? undefined : await keptContent();
  if (kept === null || !content) return undefined;
  const { accountId, fileName, proposal, mapping } = JSON.parse(kept) as Kept;
  return {
    source: { accountId, fileName, content },
    proposal: fromJsonString(ProposeMappingResponseSchema, proposal),
    mapping: fromJsonString(MappingSchema, mapping),
  };
}
